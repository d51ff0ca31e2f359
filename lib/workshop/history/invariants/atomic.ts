import { ByPartition } from "../by_partition.ts";
import type { Ground } from "../ground.ts";
import type { Breach, Invariant } from "../judge.ts";
import type { InputOffset, Output, Transaction } from "../transactions.ts";

const CLAIM = "Outputs and offsets of a transaction are there all or none";

/** I9: the outputs and offsets of a transaction are there all together, or none of them is. */
export const atomic: Invariant = {
  id: "I9",
  title: "atomic",
  judge(ground, breach) {
    const finals = new ByPartition(() => new Map<string, number>());
    let known = false;
    return {
      on: {
        committed({ group, topic, partition, offset }) {
          known = true;
          finals.of(topic, partition).set(group, Number(offset));
        },
      },
      close() {
        const seen = [...sightings(ground)];
        const counts = { committed: 0, aborted: 0, unknown: 0, judged: seen.length };
        for (const { outcome } of ground.transactions) {
          counts[outcome === "open" ? "unknown" : outcome]++;
        }
        for (const torn of tornOutputs(seen, ground)) breach(torn);
        if (known) {
          const offsetOf = ({ group, topic, partition }: InputOffset) =>
            finals.of(topic, partition).get(group) ?? 0;
          for (const torn of tornOffsets(seen, offsetOf)) breach(torn);
        }
        return { evidence: seen.length, counts };
      },
    };
  },
};

/** How many of a transaction's outputs are in the log. */
interface Sighting {
  readonly transaction: Transaction;
  readonly present: number;
  readonly missing: number;
  readonly firstMissing: Output | undefined;
}

/** The transactions of whose outputs something can be said. Aborted ones are judged as reads. */
function* sightings(ground: Ground): Generator<Sighting> {
  const writers = writersOf(ground);
  for (const transaction of ground.transactions) {
    if (transaction.outcome === "aborted") continue;
    let [present, missing] = [0, 0];
    let firstMissing: Output | undefined;
    for (const output of transaction.outputs) {
      const there = isThere(ground, transaction, { ...output, once: writers.once(output.id) });
      if (there === undefined) continue;
      if (there) present++;
      else missing++;
      if (!there) firstMissing ??= output;
    }
    if (present + missing > 0) yield { transaction, present, missing, firstMissing };
  }
}

/** Whether an output is in the log; `undefined` when that can't be told. */
function isThere(
  ground: Ground,
  transaction: Transaction,
  { topic, id, at, once }: Output & { readonly once: boolean },
): boolean | undefined {
  const facts = ground.topic(topic);
  if (!facts.read) return undefined;
  if (at !== undefined) return facts.partitions.get(at.partition)?.log.get(at.offset) === id;
  if (transaction.named.size > 0) return transaction.named.has(id);
  return once ? facts.logged.has(id) : undefined;
}

/** Whether only one transaction that was not aborted sent an id. */
function writersOf(ground: Ground): { once(id: number): boolean } {
  const counts = new Map<number, number>();
  const alive = [...ground.transactions].filter(({ outcome }) => outcome !== "aborted");
  for (const { outputs } of alive) {
    for (const { id, at } of outputs) if (at === undefined) counts.set(id, 0);
  }
  for (const { outputs } of alive) {
    for (const { id } of outputs) {
      const count = counts.get(id);
      if (count !== undefined) counts.set(id, count + 1);
    }
  }
  return { once: (id) => counts.get(id) === 1 };
}

function* tornOutputs(seen: readonly Sighting[], ground: Ground): Generator<Breach> {
  for (const { transaction, present, missing, firstMissing } of seen) {
    const { txn, outcome } = transaction;
    if (missing === 0 || (present === 0 && outcome !== "committed")) continue;
    const { topic, id, at } = firstMissing!;
    const name = ground.ids.idOf(id);
    yield {
      anomaly: "torn transaction",
      claim: CLAIM,
      found: `Of transaction ${txn} ${present} outputs are in the log and ${missing} are not, ` +
        `${name} first`,
      evidence: {
        topic,
        ...(at && { partition: at.partition, offset: BigInt(at.offset) }),
        id: name,
        txn,
      },
    };
  }
}

/**
 * Offsets that moved without the outputs, or outputs whose offsets did not move. Offsets of a
 * transaction that is not in the log may have been passed by a later one that did the work again.
 */
function* tornOffsets(
  seen: readonly Sighting[],
  finalOf: (input: InputOffset) => number,
): Generator<Breach> {
  const passed = new Map<string, number>();
  for (const { transaction, present } of seen) {
    if (present === 0) continue;
    for (const [key, { offset }] of transaction.offsets) {
      passed.set(key, Math.max(offset, passed.get(key) ?? 0));
    }
  }
  for (const { transaction, present } of seen) {
    for (const [key, input] of transaction.offsets) {
      const moved = finalOf(input) >= input.offset;
      const redone = (passed.get(key) ?? 0) >= input.offset;
      if (present > 0 ? moved : !moved || redone) continue;
      const { group, topic, partition, offset } = input;
      yield {
        anomaly: "torn transaction",
        claim: CLAIM,
        found: present > 0
          ? `Outputs of transaction ${transaction.txn} are in the log, but group ${group} stands ` +
            `before its offset ${offset} of ${topic}/${partition}`
          : `Group ${group} moved to offset ${offset} of ${topic}/${partition}, but no output of ` +
            `transaction ${transaction.txn} is in the log`,
        evidence: { topic, partition, offset: BigInt(offset), group, txn: transaction.txn },
      };
    }
  }
}
