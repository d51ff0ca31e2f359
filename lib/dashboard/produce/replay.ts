import { REDRIVE_HEADERS } from "../../consumer/mod.ts";
import { oneRecord, type RecordPlace } from "../messages/one_record.ts";
import { isOffset } from "../messages/query.ts";
import { RequestError } from "../routing.ts";
import { asObject } from "./content.ts";
import type { ProducePorts } from "./ports.ts";
import { partitionIn, topicIn } from "./produce_record.ts";
import { notAcknowledged, type SendAnswer, sendRecord } from "./sending.ts";

const MOST_ALLOWED = 100;

/** A place that a request names, and the headers that may go along. */
interface Wish extends RecordPlace {
  readonly allowed: readonly string[];
}

/** Sends the bytes of a stored record once more; only headers on the list go along. */
export async function replay(
  ports: Pick<ProducePorts, "kafka" | "producer">,
  body: unknown,
  signal: AbortSignal,
): Promise<SendAnswer & { readonly leftBehind: readonly string[] }> {
  const { to, toPartition } = asObject(body, "record");
  const { allowed, ...place } = wishIn(body);
  const topic = to === undefined ? place.topic : topicIn(to);
  const partition = partitionIn(toPartition);
  const record = await oneRecord(ports.kafka, place, signal);
  const names = new Set(allowed);
  const headers = record.headers.filter(({ name }) => names.has(name));
  const behind = record.headers.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const sent = await sendRecord(ports, {
    ...{ topic, key: record.key, value: record.value, headers },
    ...(partition !== undefined && { partition }),
  });
  return { ...sent, leftBehind: [...new Set(behind)] };
}

/** What became of a dead letter that was to go back. */
export type RedriveAnswer =
  | {
    readonly outcome:
      | "redriven"
      | "no origin"
      | "no topic"
      | "original gone"
      | "refused"
      | "settled";
    readonly dryRun: boolean;
    readonly to: { readonly topic: string; readonly partition: number } | null;
    readonly leftBehind: readonly string[];
    readonly message: string;
  }
  | Exclude<SendAnswer, { readonly outcome: "acknowledged" }>;

const SENTENCES = {
  "redriven": "It went back, and is marked as settled in one transaction with it",
  "no origin": "The letter doesn't tell where it came from",
  "no topic": "The topic that it came from is not there any more",
  "original gone":
    "The letter had to leave out its value, and the record is no longer where it was",
  "refused": "The topic refuses the record",
  "settled": "The letter was redriven or dropped before, or is no longer there",
} as const;

/** Sends a dead letter back to where it came from, by the project's own redrive. */
export async function redrive(
  ports: Pick<ProducePorts, "redrive">,
  body: unknown,
  signal: AbortSignal,
): Promise<RedriveAnswer> {
  const { dryRun = false, again = false } = asObject(body, "letter");
  const { topic, partition, offset, allowed } = wishIn(body);
  if (typeof dryRun !== "boolean" || typeof again !== "boolean") {
    throw new RequestError(400, "dryRun and again must be true or false");
  }
  const place = { partition, offset };
  try {
    const wish = { deadLetterTopic: topic, place, allowed, dryRun, again, signal };
    const result = await ports.redrive(wish);
    const outcome = result?.outcome ?? "settled";
    const message = result?.error?.message ??
      (dryRun && outcome === "redriven" ? "It would go back" : SENTENCES[outcome]);
    const { to = null, leftBehind = [] } = result ?? {};
    return { outcome, dryRun, to, leftBehind, message };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    return notAcknowledged(error) as RedriveAnswer;
  }
}

/** The headers that go along unless somebody says otherwise. */
export const USUAL_HEADERS: readonly string[] = REDRIVE_HEADERS;

function wishIn(body: unknown): Wish {
  const { topic, partition, offset, headers = USUAL_HEADERS } = asObject(body, "record");
  const number = partitionIn(partition);
  if (number === undefined) throw new RequestError(400, "The partition of the record is missing");
  if (typeof offset !== "string" || !isOffset(offset)) {
    throw new RequestError(400, "The offset must be a whole number, as text");
  }
  const isList = Array.isArray(headers) && headers.length <= MOST_ALLOWED &&
    headers.every((name) => typeof name === "string");
  if (!isList) throw new RequestError(400, "Headers must be a list of names");
  return {
    topic: topicIn(topic),
    partition: number,
    offset: BigInt(offset),
    allowed: headers as readonly string[],
  };
}
