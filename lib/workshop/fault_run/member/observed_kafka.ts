import { headerText, WorkshopError } from "../../../core/mod.ts";
import type {
  GroupSession,
  GroupSessionOptions,
  Kafka,
  OutgoingRecord,
  Transaction,
  TransactionalSession,
} from "../../../kafka/mod.ts";
import type { Happening, Recorder } from "../../history/mod.ts";
import { tellLetter } from "./observed_letters.ts";
import { ObservedTransaction } from "./observed_transaction.ts";
import { overriding } from "./overriding.ts";
import { TXN_HEADER } from "./work.ts";

/**
 * A port to Kafka that records commits, transactions and assignments as they happen. What a
 * transaction writes to `deadLetters` is recorded as letters.
 */
export function observedKafka(kafka: Kafka, recorder: Recorder, deadLetters?: string): Kafka {
  return overriding(kafka, {
    joinGroup: async (options) =>
      observedGroup(await kafka.joinGroup(watched(options, recorder)), options.groupId, recorder),
    transactional: async (id, options) =>
      observedSession(await kafka.transactional(id, options), id, { recorder, deadLetters }),
  });
}

/** What became of a call that failed, as far as its caller can know. */
export function failedPhase(error: unknown): { readonly phase: "fail" | "info"; code?: string } {
  if (!(error instanceof WorkshopError)) return { phase: "info" };
  return { phase: error.definite ? "fail" : "info", code: error.code };
}

function watched(options: GroupSessionOptions, recorder: Recorder): GroupSessionOptions {
  return {
    ...options,
    onAssigned(generation) {
      for (const [topic, places] of Map.groupBy(generation.assignment, ({ topic }) => topic)) {
        recorder.record({
          type: "assign",
          phase: "assigned",
          group: options.groupId,
          member: generation.memberId,
          generation: generation.id,
          topic,
          partitions: places.map(({ partition }) => partition),
        });
      }
      options.onAssigned?.(generation);
    },
  };
}

function observedGroup(session: GroupSession, group: string, recorder: Recorder): GroupSession {
  return overriding(session, {
    async commit(offsets, generation) {
      const tell = (outcome: Pick<Happening & { type: "commit" }, "phase" | "code">) => {
        for (const position of offsets) {
          const membership = { generation: generation.id, member: generation.memberId };
          recorder.record({ type: "commit", group, ...position, ...membership, ...outcome });
        }
      };
      tell({ phase: "invoke" });
      try {
        await session.commit(offsets, generation);
        tell({ phase: "ok" });
      } catch (error) {
        tell(failedPhase(error));
        throw error;
      }
    },
  });
}

let transactions = 0;

function observedSession(
  session: TransactionalSession,
  transactionalId: string,
  { recorder, deadLetters }: {
    readonly recorder: Recorder;
    readonly deadLetters: string | undefined;
  },
): TransactionalSession {
  return overriding(session, {
    async begin() {
      const transaction = await session.begin();
      const txn = `${transactionalId}#${Deno.pid}.${++transactions}`;
      recorder.record({ type: "txn", phase: "begin", txn, transactionalId });
      const observed = new ObservedTransaction({ txn, transactionalId, recorder });
      return overriding<Transaction>(transaction, {
        produce: async (batch) => {
          if (batch.topic === deadLetters) {
            const receipt = await transaction.produce(batch);
            for (const letter of batch.records) tellLetter(letter, recorder);
            return receipt;
          }
          const records = batch.records.map((record) => named(record, txn));
          return await observed.produce(batch, () => transaction.produce({ ...batch, records }));
        },
        sendOffsets: async (group, offsets, membership) => {
          const by = membership === undefined ? {} : { membership };
          await observed.sendOffsets(
            { group, offsets, ...by },
            () => transaction.sendOffsets(group, offsets, membership),
          );
        },
        commit: () => observed.finish("commit", () => transaction.commit()),
        abort: () => observed.finish("abort", () => transaction.abort()),
      });
    },
  });
}

function named(record: OutgoingRecord, txn: string): OutgoingRecord {
  const { headers = [] } = record;
  if (headerText(headers, TXN_HEADER) !== undefined) return record;
  const header = { name: TXN_HEADER, value: new TextEncoder().encode(txn) };
  return { ...record, headers: [...headers, header] };
}
