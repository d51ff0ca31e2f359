import { WorkshopError } from "../../core/mod.ts";
import { mavenProgram, requireMaven } from "./java.ts";

/** The version of Apache Kafka that is started; the pom and the compose file name it too. */
export const KAFKA_VERSION = "4.1.0";

/** Files that tell Maven and Apache Kafka's logging what to do, in `deploy/kafka`. */
export const DEPLOY_FOLDER = new URL("../../../deploy/kafka/", import.meta.url);

/** Where the jars of a checkout are kept. */
export function sharedJars(): string {
  return pathOf(new URL("../../../kafka-data/libs", import.meta.url));
}

/** What is told while the jars are fetched. */
export interface FetchProgress {
  /** Files fetched so far. */
  readonly files: number;
}

/** How the jars are fetched. */
export interface FetchOptions {
  /** What Maven is told to fetch. @default {Apache Kafka} */
  readonly pom?: URL;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes sure that `folder` holds the jars of Apache Kafka, or of another pom, fetching them by Maven
 * when it does not or when the pom has changed since.
 *
 * @throws {WorkshopError} code `MAVEN_MISSING` or `FETCH_FAILED`
 */
export async function ensureJars(folder: string, options: FetchOptions = {}): Promise<void> {
  const { pom = new URL("pom.xml", DEPLOY_FOLDER) } = options;
  const wanted = await fingerprint(pom);
  if (await readText(`${folder}/.complete`) === wanted) return;
  await requireMaven();
  const part = `${folder}.part-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(part, { recursive: true });
  try {
    await fetchJars(pathOf(pom), part, options);
    await Deno.writeTextFile(`${part}/.complete`, wanted);
    await putInPlace(part, folder, wanted);
  } finally {
    await removeFolder(part);
  }
}

async function fetchJars(pom: string, target: string, options: FetchOptions): Promise<void> {
  const child = new Deno.Command(mavenProgram(), {
    args: [
      "-B",
      "-f",
      pom,
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${target}`,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).spawn();
  const errors: string[] = [];
  let files = 0;
  for await (const line of linesOf(child.stdout)) {
    if (/Downloaded from|Copying /.test(line)) options.onProgress?.({ files: ++files });
    if (line.includes("[ERROR]")) errors.push(line.replace(/^.*\[ERROR\]\s*/, ""));
  }
  const { success } = await child.status;
  options.signal?.throwIfAborted();
  if (success) return;
  throw new WorkshopError(
    `Maven could not fetch what ${pom} names: ${errors[0] ?? "it gave no reason"}; ` +
      "check that its repository can be reached, then run the command again",
    { code: "FETCH_FAILED", retriable: true },
  );
}

/** Two processes may have fetched at once: the one that comes second keeps what is there. */
async function putInPlace(part: string, folder: string, wanted: string): Promise<void> {
  if (await readText(`${folder}/.complete`) === wanted) return;
  await removeFolder(folder);
  await Deno.rename(part, folder);
}

async function fingerprint(file: URL): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
  return new Uint8Array(hash).toHex();
}

/** The path of a file URL, as other programs want it. */
export function pathOf(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}

/** A file's text, `undefined` when there is no such file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes a folder and all in it; one that is not there is fine. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
