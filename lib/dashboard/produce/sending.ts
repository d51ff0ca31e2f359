import { messageOf, WorkshopError } from "../../core/mod.ts";
import type { ProducerRecord } from "../../producer/mod.ts";
import type { ProducePorts } from "./ports.ts";

/** What became of a record; `uncertain` is no failure: it may be in the log. */
export type SendAnswer =
  | {
    readonly outcome: "acknowledged";
    readonly topic: string;
    readonly partition: number;
    /** Decimal digits. */
    readonly offset: string;
    readonly timestampMs: number;
  }
  | {
    readonly outcome: "failed" | "uncertain";
    readonly code: string;
    readonly message: string;
  };

/** Sends one record and tells which of the three outcomes it had. */
export async function sendRecord(
  ports: Pick<ProducePorts, "producer">,
  record: ProducerRecord,
): Promise<SendAnswer> {
  try {
    const producer = await ports.producer();
    const { topic, partition, offset, timestampMs } = await producer.send(record);
    return { outcome: "acknowledged", topic, partition, offset: String(offset), timestampMs };
  } catch (error) {
    return notAcknowledged(error);
  }
}

/** Keeps apart what is known not to be in the log and what may be there. */
export function notAcknowledged(error: unknown): SendAnswer {
  const isOurs = error instanceof WorkshopError;
  return {
    outcome: isOurs && error.definite ? "failed" : "uncertain",
    code: isOurs ? error.code : "UNEXPECTED",
    message: messageOf(error),
  };
}
