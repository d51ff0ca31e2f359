import { messageOf, WorkshopError } from "../../core/mod.ts";

/** The oldest Java that Apache Kafka 4.1 brokers run on. */
export const OLDEST_JAVA = 17;

const JAVA_REMEDY = `install Java ${OLDEST_JAVA} or newer (https://adoptium.net) so that ` +
  "`java` is on the PATH, or start a Docker engine";

const MAVEN_REMEDY = "install Apache Maven (https://maven.apache.org/install.html) so that `mvn` " +
  "is on the PATH, or start a Docker engine";

/** What a program that ran to its end left behind. */
export interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; the seam by which tests stand in for `java`, `mvn` and `docker`. */
export type Run = (
  program: string,
  args: readonly string[],
  options?: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
) => Promise<Finished>;

/** Runs a program of this machine. */
export const runProgram: Run = async (program, args, options = {}) => {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
};

/**
 * The major version of the `java` on the PATH.
 *
 * @throws {WorkshopError} code `JAVA_MISSING` or `JAVA_TOO_OLD`, with the remedy
 */
export async function requireJava(run: Run = runProgram): Promise<number> {
  const answer = await run("java", ["-version"]).catch((error) => {
    throw missing("JAVA_MISSING", `There is no Java on the PATH: ${JAVA_REMEDY}`, error);
  });
  const major = javaMajor(answer.stderr + answer.stdout);
  if (major === undefined) {
    throw missing("JAVA_MISSING", `\`java -version\` names no version: ${JAVA_REMEDY}`);
  }
  if (major < OLDEST_JAVA) {
    throw missing(
      "JAVA_TOO_OLD",
      `Java ${major} is too old for Apache Kafka: ${JAVA_REMEDY}`,
    );
  }
  return major;
}

/** Reads the major version out of what `java -version` prints: 8 from 1.8.0, 17 from 17.0.15. */
export function javaMajor(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** The name of Maven's program on this system. */
export function mavenProgram(os: typeof Deno.build.os = Deno.build.os): string {
  return os === "windows" ? "mvn.cmd" : "mvn";
}

/**
 * Makes sure that Maven can be called.
 *
 * @throws {WorkshopError} code `MAVEN_MISSING`, with the remedy
 */
export async function requireMaven(run: Run = runProgram): Promise<void> {
  const answer = await run(mavenProgram(), ["--version"]).catch((error) => {
    throw missing("MAVEN_MISSING", `There is no Maven on the PATH: ${MAVEN_REMEDY}`, error);
  });
  if (!answer.success) {
    throw missing("MAVEN_MISSING", `\`mvn --version\` failed: ${MAVEN_REMEDY}`);
  }
}

function missing(code: string, message: string, cause?: unknown): WorkshopError {
  const why = cause === undefined || cause instanceof Deno.errors.NotFound
    ? message
    : `${message} (${messageOf(cause)})`;
  return new WorkshopError(why, { code, cause });
}
