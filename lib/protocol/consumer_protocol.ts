import { compileFields } from "./codec.ts";
import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import { array, bytes, type Decoded, type Encodable, int32, string } from "./schema.ts";
import { Writer } from "./writer.ts";

/** What a member of a consumer group says of itself when it joins. */
export const consumerSubscription = {
  topics: array("0+", "string"),
  userData: bytes("0+", { nullable: "0+", default: null }),
  ownedPartitions: array("1+", {
    topic: string("1+"),
    partitions: array("1+", "int32"),
  }),
  generationId: int32("2+", { default: -1 }),
  rackId: string("3+", { nullable: "3+", default: null }),
};

/** What the leader of a consumer group assigns to a member. */
export const consumerAssignment = {
  assignedPartitions: array("0+", {
    topic: string("0+"),
    partitions: array("0+", "int32"),
  }),
  userData: bytes("0+", { nullable: "0+", default: null }),
};

/** See {@link consumerSubscription}. */
export type ConsumerSubscription = Decoded<typeof consumerSubscription>;
/** See {@link consumerAssignment}. */
export type ConsumerAssignment = Decoded<typeof consumerAssignment>;

/** The highest version of both payloads. */
export const CONSUMER_PROTOCOL_VERSION = 3;

function codecs(path: string, fields: typeof consumerSubscription | typeof consumerAssignment) {
  return [0, 1, 2, 3].map((version) => compileFields(fields, { version, flexible: false, path }));
}

const SUBSCRIPTION = codecs("Subscription", consumerSubscription);
const ASSIGNMENT = codecs("Assignment", consumerAssignment);

function encode(versions: typeof SUBSCRIPTION, version: number, body: unknown): Uint8Array {
  const codec = versions[version];
  if (codec === undefined) {
    throw new ProtocolError(`Consumer protocol version ${version}: 0 to 3 exist`, "BAD_VERSION");
  }
  const writer = new Writer();
  writer.int16(version);
  codec.write(writer, body as Record<string, unknown>);
  return writer.toBytes();
}

/** A version beyond those known is read as the highest known one: fields are only ever added. */
function decode(versions: typeof SUBSCRIPTION, payload: Uint8Array): unknown {
  const reader = new Reader(payload);
  const version = reader.int16();
  if (version < 0) {
    throw new ProtocolError(`Consumer protocol version ${version} does not exist`, "BAD_VERSION");
  }
  return versions[Math.min(version, CONSUMER_PROTOCOL_VERSION)]!.read(reader);
}

/** The bytes of a subscription. */
export function encodeSubscription(
  version: number,
  body: Encodable<typeof consumerSubscription>,
): Uint8Array {
  return encode(SUBSCRIPTION, version, body);
}

/** Reads a subscription. @throws {ProtocolError} */
export function decodeSubscription(payload: Uint8Array): ConsumerSubscription {
  return decode(SUBSCRIPTION, payload) as ConsumerSubscription;
}

/** The bytes of an assignment. */
export function encodeAssignment(
  version: number,
  body: Encodable<typeof consumerAssignment>,
): Uint8Array {
  return encode(ASSIGNMENT, version, body);
}

/** Reads an assignment. @throws {ProtocolError} */
export function decodeAssignment(payload: Uint8Array): ConsumerAssignment {
  return decode(ASSIGNMENT, payload) as ConsumerAssignment;
}
