import type { RunContext } from "../../lib/workshop/mod.ts";
import { jsonOf } from "./bank.ts";

/** A state, and where reading goes on behind it. */
export interface Snapshot {
  readonly nextOffset: bigint;
  readonly state: unknown;
}

/** Writes states as JSON under their accounts: of each, compaction leaves the last. */
export async function keepSnapshots(
  context: RunContext,
  topic: string,
  snapshots: Iterable<readonly [account: string, snapshot: Snapshot]>,
): Promise<void> {
  const producer = await context.producer({ lingerMs: 0 });
  for (const [account, { nextOffset, state }] of snapshots) {
    const value = JSON.stringify({ nextOffset: Number(nextOffset), state });
    await producer.send({ topic, key: account, value });
  }
}

/** The last state of each account. */
export async function readSnapshots(
  context: RunContext,
  topic: string,
): Promise<Map<string, Snapshot>> {
  const snapshots = new Map<string, Snapshot>();
  for await (const record of context.kafka.read({ topic })) {
    const { nextOffset, state } = jsonOf(record) as { nextOffset: number; state?: unknown };
    const account = new TextDecoder().decode(record.key!);
    snapshots.set(account, { nextOffset: BigInt(nextOffset), state });
  }
  return snapshots;
}

/** How many records a topic holds. */
export async function countRecords({ kafka }: RunContext, topic: string): Promise<number> {
  return (await Array.fromAsync(kafka.read({ topic }))).length;
}
