import { findClient } from "./client_test_case.ts";
import { LiveClient, runClient } from "./client_process.ts";

/** kcat, the command line on top of librdkafka. */
export const kcat = await findClient("kcat", async () => {
  const version = /Version (\S+)/.exec(await runClient("kcat", ["-V"]));
  return version ? { name: `kcat (${version[1]})`, missing: undefined } : undefined;
});

/** kcat gives up after five seconds without an answer; a busy machine may need more. */
const PATIENCE = ["-m", "60"];

/** Runs kcat to its end. */
export function runKcat(
  bootstrapServers: string,
  args: readonly string[],
  stdin?: string,
): Promise<string> {
  return runClient(
    "kcat",
    ["-b", bootstrapServers, ...PATIENCE, ...args],
    stdin === undefined ? {} : { stdin },
  );
}

/** Starts a kcat that stays. */
export function startKcat(bootstrapServers: string, args: readonly string[]): LiveClient {
  return new LiveClient("kcat", ["-b", bootstrapServers, ...PATIENCE, ...args]);
}

/** A record as `kcat -C -J` prints it. */
export interface KcatRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly ts: number;
  readonly headers?: readonly string[];
  readonly key: string | null;
  readonly payload: string | null;
}

/** The records among the lines that kcat printed. */
export function kcatRecords(lines: readonly string[]): KcatRecord[] {
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}
