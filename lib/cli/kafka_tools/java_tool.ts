import { sharedJars } from "../../workshop/cluster/mod.ts";
import { classArchive } from "./class_archive.ts";

const TOOLS = "org.apache.kafka.tools";
/** The tool for groups gives up after five seconds, which a busy machine may take for its start. */
const PATIENT: Readonly<Record<string, readonly string[]>> = {
  "consumer.group.ConsumerGroupCommand": ["--timeout", "60000"],
};
/** A short run needs no compiler that takes its time. */
const QUICK = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const decoder = new TextDecoder();

/** What a tool of Apache Kafka prints; its name is that of its class. */
export async function kafkaTool(
  tool: string,
  args: readonly string[],
  stdin = "",
): Promise<string> {
  return decoder.decode(await kafkaToolBytes(tool, args, stdin));
}

/** What a tool prints where it need not be text. */
export function kafkaToolBytes(
  tool: string,
  args: readonly string[],
  stdin = "",
): Promise<Uint8Array> {
  return java([`${TOOLS}.${tool}`, ...args, ...PATIENT[tool] ?? []], stdin, tool);
}

/** Starts a tool that stays until it is disposed of. */
export function startKafkaTool(tool: string, args: readonly string[]): AsyncDisposable {
  const child = new Deno.Command("java", {
    args: [...QUICK, "-cp", `${sharedJars()}/*`, `${TOOLS}.${tool}`, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** What a source file of ours prints, which uses Apache Kafka's classes; needs a JDK. */
export async function javaSource(file: URL, stdin: string): Promise<string> {
  return decoder.decode(await java([file.pathname], stdin));
}

async function java(
  args: readonly string[],
  stdin: string,
  program?: string,
): Promise<Uint8Array> {
  const archive = program === undefined ? undefined : await classArchive(program);
  const child = new Deno.Command("java", {
    args: [...QUICK, ...archive?.flags ?? [], "-cp", `${sharedJars()}/*`, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ending = child.output();
  await new Response(stdin).body?.pipeTo(child.stdin).catch(() => {});
  if (stdin === "") await child.stdin.close().catch(() => {});
  const { success, stdout, stderr } = await ending;
  if (success) {
    await archive?.keep();
    return stdout;
  }
  throw new Error(`${args[0]} failed: ${decoder.decode(stderr)}${decoder.decode(stdout)}`);
}

/** The rows of a table that a tool prints, by the names of its columns. */
export function toolRows(printed: string, first: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  let names: string[] = [];
  for (const line of printed.split("\n")) {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === first) names = cells;
    else if (names.length > 0 && cells.length >= names.length) {
      rows.push(Object.fromEntries(names.map((name, at) => [name, cells[at]!])));
    }
  }
  return rows;
}
