import {
  type ApiName,
  decodeAssignment,
  decodeSubscription,
  kafkaErrorOf,
  splitBatches,
} from "../../protocol/mod.ts";
import { HIDDEN, isSecret } from "./secrets.ts";

/** How much of a value is kept. */
export interface PlainOptions {
  /** Bytes of a value that are written out. @default {1024} */
  readonly maxBytes?: number;
}

type Fields = Readonly<Record<string, unknown>>;

const GROUP_KEYS: ReadonlySet<ApiName> = new Set(["JoinGroup", "SyncGroup", "DescribeGroups"]);
const SUBSCRIPTION_FIELDS = ["metadata", "memberMetadata"];
const ASSIGNMENT_FIELDS = ["assignment", "memberAssignment"];

/**
 * A decoded body as plain values that JSON can hold: bytes as their number and base64, record
 * batches as what their headers say, big numbers as text, error codes with their names beside them,
 * secrets hidden.
 */
export function plainBody(
  body: unknown,
  apiKey: ApiName | undefined,
  options: PlainOptions = {},
): unknown {
  const { maxBytes = 1024 } = options;
  return plain(body, { apiKey, maxBytes }, "");
}

interface Context {
  readonly apiKey: ApiName | undefined;
  readonly maxBytes: number;
}

function plain(value: unknown, context: Context, name: string): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return plainBytes(value, context, name);
  if (Array.isArray(value)) return value.map((one) => plain(one, context, name));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Fields;
  const entries = Object.entries(fields).flatMap(([key, inner]): [string, unknown][] => {
    if (isSecret(key, fields) && inner !== null) return [[key, HIDDEN]];
    if (!isErrorCode(key, inner)) return [[key, plain(inner, context, key)]];
    if (inner === 0) return [[key, inner]];
    return [[key, inner], [key.replace(/Code$/, "Name"), kafkaErrorOf(inner).name]];
  });
  return Object.fromEntries(entries);
}

/** Whether a field holds one of Kafka's error codes. */
export function isErrorCode(name: string, value: unknown): value is number {
  return typeof value === "number" && /errorCode$/i.test(name);
}

function plainBytes(bytes: Uint8Array, context: Context, name: string): unknown {
  if (name === "records") return plainRecords(bytes, context);
  return groupPayload(bytes, context.apiKey, name) ?? cutBytes(bytes, context.maxBytes);
}

function cutBytes(bytes: Uint8Array, maxBytes: number): unknown {
  const base64 = bytes.subarray(0, maxBytes).toBase64();
  return { bytes: bytes.length, base64, ...(bytes.length > maxBytes && { cut: true }) };
}

/** Of records only what the batches' headers say: they are neither unpacked nor shown. */
function plainRecords(bytes: Uint8Array, { maxBytes }: Context): unknown {
  try {
    const batches = splitBatches(bytes, { partialTail: true }).map((batch) => ({
      baseOffset: batch.baseOffset,
      records: batch.count,
      bytes: batch.sizeInBytes,
      codec: batch.codec,
      leaderEpoch: batch.leaderEpoch,
      maxTimestamp: batch.maxTimestampMs,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      transactional: batch.isTransactional,
      control: batch.isControl,
    }));
    return { bytes: bytes.length, batches };
  } catch {
    return cutBytes(bytes, maxBytes);
  }
}

/** What members of a group say of themselves, and what they are assigned. */
function groupPayload(bytes: Uint8Array, apiKey: ApiName | undefined, name: string): unknown {
  if (apiKey === undefined || !GROUP_KEYS.has(apiKey) || bytes.length === 0) return undefined;
  try {
    if (SUBSCRIPTION_FIELDS.includes(name)) {
      const { topics, ownedPartitions, generationId } = decodeSubscription(bytes);
      return { topics, ownedPartitions, generationId };
    }
    if (!ASSIGNMENT_FIELDS.includes(name)) return undefined;
    return { assignedPartitions: decodeAssignment(bytes).assignedPartitions };
  } catch {
    return undefined;
  }
}
