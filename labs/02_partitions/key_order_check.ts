import { type Check, fail, inconclusive, pass } from "../../lib/workshop/mod.ts";
import { interleaved, type KeyedRecord, readAll, write } from "./keyed_log.ts";
import { numberedKeys } from "./keys.ts";
import { exists, given } from "./placement.ts";

const PARTITIONS = 4;
const KEYS = 10;
const ROUNDS = 8;

/** Writes a log where the learner says, and reads it back. */
export const keyOrder: Check = {
  id: "key-order",
  claim: "A log that is written by it keeps each key in one partition, in order",
  async run(context) {
    const topic = await context.topic("key-order", PARTITIONS);
    const records = interleaved(numberedKeys(context.random, KEYS), ROUNDS);
    const subject = await context.subject();
    const outcomes = await subject.outcomes(
      "partitionFor",
      records.map(({ key }) => [key, PARTITIONS]),
    );
    const partitions = outcomes.map((outcome) => subject.valueOf("partitionFor", outcome));
    const lost = partitions.findIndex((partition) => !exists(partition, PARTITIONS));
    if (lost !== -1) {
      const { key } = records[lost]!;
      return fail({
        happened: `The record of key "${key}" could not be written at all: partition ` +
          `${given(partitions[lost])} does not exist`,
        anomaly: "record without a partition",
        evidence: { topic, key, given: given(partitions[lost]) },
      });
    }
    const producer = await context.producer();
    await write(producer, topic, records, partitions as number[]);
    const log = await readAll(context.kafka, topic);
    if (log.length !== records.length) {
      return inconclusive(
        `${log.length} of ${records.length} records could be read back`,
        "Try again; if it stays, run deno task doctor",
      );
    }
    return judge(topic, log);
  },
};

function judge(topic: string, log: readonly KeyedRecord[]) {
  const home = new Map<string, KeyedRecord>();
  for (const record of log) {
    const first = home.get(record.key) ?? record;
    home.set(record.key, first);
    if (first.partition !== record.partition) {
      return fail({
        happened: `Key "${record.key}" is split: record ${first.sequence} lies in partition ` +
          `${first.partition}, record ${record.sequence} in partition ${record.partition}. Kafka ` +
          `keeps order inside a partition only, so nobody can say which one a reader meets first`,
        anomaly: "key split across partitions",
        evidence: {
          topic,
          key: record.key,
          partition: record.partition,
          offset: record.offset,
          other: `partition ${first.partition}, offset ${first.offset}`,
        },
      });
    }
  }
  return pass({ topic, records: log.length, keys: home.size });
}
