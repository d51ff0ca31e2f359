import { homedir } from "node:os";
import { inflateRawSync } from "node:zlib";

const CENTRAL_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const REPOSITORY = ".m2/repository/org/apache/kafka/kafka-clients";

/** The text files under a folder of a zip archive, by name. */
export function readZip(archive: Uint8Array, folder: string): Map<string, string> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - 22;
  while (view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  const files = new Map<string, string>();
  let at = view.getUint32(end + 16, true);
  while (view.getUint32(at, true) === CENTRAL_ENTRY) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32]
      .map((field) => view.getUint16(at + field, true)) as [number, number, number];
    const name = text(archive.subarray(at + 46, at + 46 + nameLength));
    if (name.startsWith(folder) && !name.endsWith("/")) {
      files.set(name.slice(folder.length), text(readEntry(archive, view, at)));
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

function readEntry(archive: Uint8Array, view: DataView, entry: number): Uint8Array {
  const local = view.getUint32(entry + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const stored = archive.subarray(start, start + view.getUint32(entry + 20, true));
  return view.getUint16(entry + 10, true) === 0 ? stored : inflateRawSync(stored);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * The message definitions that kafka-clients 4.1 carries, by file name, from the libraries of
 * `deno task kafka:start` or from Maven's repository; or the reason why there are none.
 */
export function readKafkaDefinitions(): Map<string, string> | string {
  const candidates: string[] = [];
  try {
    const libs = new URL("../../kafka-data/libs/", import.meta.url);
    candidates.push(...jarsIn(libs), ...mavenJars());
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return `reading is not allowed (${error.message})`;
  }
  const jar = candidates.find((path) => /kafka-clients-4\.1\.\d+\.jar$/.test(path));
  if (jar === undefined) return "no kafka-clients-4.1.x.jar in kafka-data/libs or ~/.m2";
  return readZip(Deno.readFileSync(jar), "common/message/");
}

function mavenJars(): string[] {
  const versions = entries(`${homedir()}/${REPOSITORY}`);
  return versions.flatMap((version) => jarsIn(`${homedir()}/${REPOSITORY}/${version}`));
}

function jarsIn(folder: string | URL): string[] {
  const path = typeof folder === "string" ? folder : decodeURIComponent(folder.pathname);
  return entries(path).filter((name) => name.endsWith(".jar")).map((name) => `${path}/${name}`);
}

function entries(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
