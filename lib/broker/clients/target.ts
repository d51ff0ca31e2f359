import { Cluster } from "../mod.ts";

/** What the command line says: `deno task test:clients --all --kafka=localhost:9092`. */
export interface ClientArguments {
  /** The cluster to try instead of embedded ones: Apache Kafka, to see that a test asks rightly. */
  readonly kafka: string | undefined;
  /** Whether a client that isn't there is a failure, as where all of them were installed. */
  readonly all: boolean;
}

/** Reads the arguments after `--`. */
export function clientArguments(args: readonly string[]): ClientArguments {
  const kafka = args.find((arg) => arg.startsWith("--kafka="))?.slice("--kafka=".length);
  return { kafka, all: args.includes("--all") };
}

/** The cluster that clients talk to while one test runs. */
export interface Target extends AsyncDisposable {
  /** `host:port`. */
  readonly bootstrapServers: string;
  /** A name that no other test and no other run uses. */
  name(what: string): string;
}

/** An embedded cluster of its own, or the one that the command line names. */
export async function openTarget(kafka: string | undefined): Promise<Target> {
  const run = crypto.randomUUID().slice(0, 8);
  const name = (what: string) => `clients-${run}-${what}`;
  if (kafka !== undefined) {
    return { bootstrapServers: kafka, name, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const cluster = await Cluster.start();
  return {
    bootstrapServers: cluster.bootstrapServers,
    name,
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}
