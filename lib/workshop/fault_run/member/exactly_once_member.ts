import { seededRandom, systemClock } from "../../../core/mod.ts";
import { processExactlyOnce, type RunningExactlyOnce } from "../../../processor/mod.ts";
import type { MemberOrder } from "./messages.ts";
import { positionText } from "./observed_transaction.ts";
import { type MemberDeps, SESSION } from "./plain_member.ts";
import { FROM_HEADER, ID_HEADER, identityOf, payloadOf } from "./work.ts";

/** A processor whose outputs, dead letters and offsets are one transaction. */
export function startExactlyOnceMember(
  order: MemberOrder,
  { kafka, recorder, logger }: MemberDeps,
): Promise<RunningExactlyOnce> {
  return processExactlyOnce(kafka, {
    groupId: order.group,
    topics: order.topics,
    session: SESSION,
    maxBatchRecords: 100,
    deadLetterTopic: order.deadLetters,
    retry: { baseMs: 20 },
    requestTimeoutMs: 3000,
    shutdownTimeoutMs: 6000,
    random: seededRandom(order.seed),
    logger,
    async process(records, { attempt, signal }) {
      const outputs = [];
      for (const record of records) {
        const { topic, partition, offset } = record;
        const { id, key } = identityOf(record);
        const who = { id, ...(key === undefined ? {} : { key }) };
        recorder.record({ type: "deliver", ...who, topic, partition, offset, reader: order.name });
        const { amount } = payloadOf(record, attempt);
        await systemClock.sleep(order.workMs, signal);
        outputs.push({
          topic: order.output,
          ...(key === undefined ? {} : { key }),
          value: JSON.stringify({ total: amount * 2 }),
          headers: { [ID_HEADER]: `out-${id}`, [FROM_HEADER]: positionText(record) },
        });
      }
      return outputs;
    },
  });
}
