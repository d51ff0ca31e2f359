import { assertEquals } from "@std/assert";
import type { Notebook } from "./notebook.ts";
import { readTranscript, transcriptText, writeTranscript } from "./transcript_file.ts";

/** What the command line says: `deno test … -- --kafka=localhost:9092 --record`. */
export interface TargetArguments {
  /** The Apache Kafka to try instead of an embedded cluster. */
  readonly kafka: string | undefined;
  /** Where the brokers of that cluster can be killed, if they can. */
  readonly control: string | undefined;
  /** Whether its answers become the expected ones. */
  readonly record: boolean;
}

/** Reads the arguments after `--`. */
export function targetArguments(args: readonly string[]): TargetArguments {
  const kafka = args.find((arg) => arg.startsWith("--kafka="))?.slice("--kafka=".length);
  const control = args.find((arg) => arg.startsWith("--control="))?.slice("--control=".length);
  return { kafka, control, record: kafka !== undefined && args.includes("--record") };
}

/** A cluster that the contract is tried on, for as long as one test needs it. */
export interface Target extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
  /** Runs the cleaner; Apache Kafka can't be told to. */
  cleanNow(): Promise<void>;
}

/** The Apache Kafka of the command line, or a fresh embedded cluster. */
export async function openTarget(
  start: () => Promise<
    AsyncDisposable & { readonly bootstrapServers: string; cleanNow(): Promise<void> }
  >,
): Promise<Target> {
  const { kafka } = targetArguments(Deno.args);
  if (kafka !== undefined) {
    const nothing = () => Promise.resolve();
    return { address: kafka, cleanNow: nothing, [Symbol.asyncDispose]: nothing };
  }
  const cluster = await start();
  return {
    address: cluster.bootstrapServers,
    cleanNow: () => cluster.cleanNow(),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** What is under test, for the names of tests. */
export function targetName(): string {
  return targetArguments(Deno.args).kafka === undefined ? "the embedded cluster" : "Apache Kafka";
}

/** Holds a scenario's transcript against what Apache Kafka answered, or makes it that. */
export async function checkTranscript(
  scenario: string,
  notebook: Notebook,
  { record }: Pick<TargetArguments, "record"> = targetArguments(Deno.args),
): Promise<void> {
  if (record) await writeTranscript(scenario, notebook);
  assertEquals(
    transcriptText(notebook.transcript),
    transcriptText(await readTranscript(scenario)),
  );
}
