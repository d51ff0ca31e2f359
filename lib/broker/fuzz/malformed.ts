import type { Random } from "../../core/mod.ts";
import {
  type ApiName,
  apiVersions,
  COMPRESSION_CODECS,
  encodeBatch,
  encodeRequest,
  type Field,
  type Fields,
  joinChunks,
  MESSAGES,
  randomBody,
} from "../../protocol/mod.ts";
import { HANDLERS } from "../handlers/all.ts";

const LENGTH_BYTES = 4;
/** Length, key, version, correlation id, and a client id of one letter. */
const HEAD_BYTES = LENGTH_BYTES + 2 + 2 + 4 + 3;
const NAMES = ["fuzz-plain", "fuzz-compact", "fuzz-gzip", "fuzz-none", "a", ""];

/** The ways in which a frame can be wrong. */
export const MALFORMATIONS = [
  "bad length",
  "unknown key",
  "unknown version",
  "cut short",
  "random bytes",
  "random body",
  "mutated",
  "endless varint",
  "nonsense",
  "damaged batch",
] as const;

/** Those that a broker mostly answers: it goes on with the next frame. */
export const ANSWERED = ["nonsense", "damaged batch"] as const satisfies Malformation[];

/** One of {@link MALFORMATIONS}. */
export type Malformation = (typeof MALFORMATIONS)[number];

/** A frame that is wrong in the given way, or that is right and makes no sense. */
export function malformedFrame(kind: Malformation, random: Random): Uint8Array {
  switch (kind) {
    case "bad length":
      return withLength(validFrame(random), random.pick([-1, -2_147_483_648, 2_147_483_647, 0, 3]));
    case "unknown key":
      return withInt16(validFrame(random), LENGTH_BYTES, random.int(-32_768, 32_767));
    case "unknown version":
      return withInt16(validFrame(random), LENGTH_BYTES + 2, random.int(-32_768, 32_767));
    case "cut short": {
      const frame = validFrame(random);
      const cut = frame.slice(0, random.int(LENGTH_BYTES, frame.length));
      return withLength(cut, cut.length - LENGTH_BYTES);
    }
    case "random bytes":
      return framed(random.bytes(random.int(0, 300)));
    case "random body":
      return framed(joinChunks([
        validFrame(random).subarray(LENGTH_BYTES, HEAD_BYTES),
        random.bytes(random.int(0, 200)),
      ]));
    case "mutated":
      return mutated(validFrame(random), random, { from: LENGTH_BYTES });
    case "endless varint":
      return withVarint(validFrame(random), random);
    case "nonsense":
      return validFrame(random);
    case "damaged batch":
      return mutated(validFrame(random, "Produce"), random, { from: HEAD_BYTES });
  }
}

function framed(bytes: Uint8Array): Uint8Array {
  return withLength(joinChunks([new Uint8Array(LENGTH_BYTES), bytes]), bytes.length);
}

function withLength(frame: Uint8Array, length: number): Uint8Array {
  const changed = frame.slice();
  new DataView(changed.buffer).setInt32(0, length);
  return changed;
}

function withInt16(frame: Uint8Array, at: number, value: number): Uint8Array {
  const changed = frame.slice();
  new DataView(changed.buffer).setInt16(at, value);
  return changed;
}

function mutated(frame: Uint8Array, random: Random, { from }: { from: number }): Uint8Array {
  const changed = frame.slice();
  for (let count = random.int(1, 8); count > 0; count--) {
    const at = random.int(Math.min(from, changed.length - 1), changed.length - 1);
    changed[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.int(0, 255)]);
  }
  return changed;
}

/** A run of bytes that a varint would go on and on with. */
function withVarint(frame: Uint8Array, random: Random): Uint8Array {
  const at = random.int(Math.min(HEAD_BYTES, frame.length), frame.length);
  const run = new Uint8Array(random.int(1, 12)).fill(random.pick([0xff, 0x80]));
  return framed(joinChunks([frame.subarray(LENGTH_BYTES, at), run, frame.subarray(at)]));
}

/** A request of any API in any version, its values drawn from what tends to break. */
function validFrame(random: Random, api?: ApiName): Uint8Array {
  const { name, minVersion, maxVersion } = api === undefined
    ? random.pick(HANDLERS)
    : HANDLERS.find((one) => one.name === api)!;
  const least = Math.max(minVersion, apiVersions(name)[0]);
  const version = random.int(least, maxVersion);
  const body = randomBody(
    MESSAGES[name].request as Fields,
    version,
    random,
    (field, { type }) => chosen(field, type, random),
  );
  const header = { correlationId: random.int(0, 1_000_000), clientId: "f" };
  return joinChunks(encodeRequest(name, version, header, body as never)).slice();
}

/** Few names, so that state does not pile up; short waits, so that answers come. */
function chosen(name: string, type: Field["type"], random: Random): unknown {
  if (name === "acks") return random.pick([-1, 1, 2]);
  if (type === "int32" && /(wait|timeout)ms$/i.test(name)) return random.pick([-1, 0, 1, 6000]);
  if (type === "records") return batch(random);
  if (type === "string" && /^(name|topic|groupId|transactionalId|resourceName)$/i.test(name)) {
    return random.pick(NAMES);
  }
  if (/^(partition|index|partitionIndex|count|numPartitions)$/.test(name)) {
    return random.pick([0, 0, 1, -1, 2, 2_147_483_647]);
  }
}

function batch(random: Random): Uint8Array {
  const records = Array.from({ length: random.int(0, 4) }, (_, index) => ({
    timestampMs: random.pick([0, 1_700_000_000_000, -5]),
    key: random.next() < 0.3 ? null : random.bytes(3),
    value: random.next() < 0.2 ? null : random.bytes(random.int(0, 60)),
    headers: index === 0 ? [] : [{ key: "n", value: random.bytes(2) }],
  }));
  if (records.length === 0) return random.bytes(random.int(0, 90));
  return encodeBatch(records, {
    codec: random.pick(COMPRESSION_CODECS),
    transactional: random.next() < 0.2,
    producerId: random.pick([-1, 0, 7]),
    producerEpoch: random.pick([-1, 0]),
    baseSequence: random.pick([-1, 0, 5]),
  });
}
