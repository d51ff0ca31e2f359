/** A broker that the contract is tried on, for as long as one test needs it. */
export interface Target extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
}

/** What the command line says about the target: `deno test … -- --kafka=localhost:9092 --record`. */
export interface TargetArguments {
  /** The Apache Kafka to use instead of an embedded cluster. */
  readonly kafka: string | undefined;
  /** Whether its answers become the expected ones. */
  readonly record: boolean;
}

/** Reads the arguments after `--`. */
export function targetArguments(args: readonly string[]): TargetArguments {
  const kafka = args.find((arg) => arg.startsWith("--kafka="))?.slice("--kafka=".length);
  return { kafka, record: kafka !== undefined && args.includes("--record") };
}

/** A broker that is already there and stays. */
export function runningTarget(address: string): Target {
  return { address, [Symbol.asyncDispose]: () => Promise.resolve() };
}
