import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { randomBody } from "./random_body.ts";
import { defaultOf } from "./codec.ts";
import {
  type ApiName,
  apiName,
  apiVersions,
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "./frames.ts";
import { MESSAGES } from "./messages.ts";
import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import { type Fields, inRange, type Message } from "./schema.ts";
import golden from "./testdata/bodies.json" with { type: "json" };
import { joinChunks } from "./writer.ts";

type Body = Record<string, unknown>;
type Part = "request" | "response";
const PARTS: readonly Part[] = ["request", "response"];
const HEADER = { correlationId: 77, clientId: "a client" };

function* everyVersion(): Generator<{ name: ApiName; version: number; part: Part }> {
  for (const name of Object.keys(MESSAGES) as ApiName[]) {
    const [low, high] = apiVersions(name);
    for (let version = low; version <= high; version++) {
      for (const part of PARTS) yield { name, version, part };
    }
  }
}

function encode(part: Part, name: ApiName, version: number, body: Body): Uint8Array {
  const chunks = part === "request"
    ? encodeRequest(name, version, HEADER, body as never)
    : encodeResponse(name, version, HEADER.correlationId, body as never);
  return joinChunks(chunks);
}

function decode(part: Part, name: ApiName, version: number, reader: Reader): Body {
  if (part === "response") return decodeResponse(name, version, reader).body as Body;
  decodeRequestHeader(reader);
  return decodeRequest(name, version, reader) as Body;
}

function fieldsOf(name: ApiName, part: Part): Fields {
  return (MESSAGES[name] as Message)[part];
}

/** The body as decoding gives it: with a default for each field that the version lacks. */
function completed(fields: Fields, body: Body): Body {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const value = body[key];
      if (value === undefined) return [key, defaultOf(field)];
      if (field.type === "struct" && value !== null) {
        return [key, completed(field.fields!, value as Body)];
      }
      const item = field.item;
      if (typeof item !== "object" || value === null) return [key, value];
      return [key, (value as Body[]).map((one) => completed(item, one))];
    }),
  );
}

Deno.test("random bodies of every key and version come back as they went in", () => {
  const random = seededRandom("round trips");
  for (const { name, version, part } of everyVersion()) {
    for (let round = 0; round < 5; round++) {
      const body = randomBody(fieldsOf(name, part), version, random);
      const bytes = encode(part, name, version, body);
      const reader = new Reader(bytes);
      assertEquals(reader.int32(), bytes.length - 4);
      const back = decode(part, name, version, reader);
      assertEquals(back, completed(fieldsOf(name, part), body), `${name} ${part} ${version}`);
      assertEquals(reader.remaining, 0);
    }
  }
});

Deno.test("bodies that Apache Kafka's own client wrote are read and written alike", () => {
  for (const [title, base64] of Object.entries(golden)) {
    const [name, part, version] = title.split(" ") as [ApiName, Part, string];
    const theirs = Uint8Array.fromBase64(base64);
    const head = encodeHead(part, name, Number(version));
    const frame = joinChunks([head, theirs]);
    const body = decode(part, name, Number(version), new Reader(frame, 4));
    const ours = encode(part, name, Number(version), body).subarray(head.length);
    assertEquals(ours.toHex(), theirs.toHex(), title);
  }
});

function encodeHead(part: Part, name: ApiName, version: number): Uint8Array {
  const random = seededRandom(0);
  const frame = encode(part, name, version, randomBody(fieldsOf(name, part), version, random));
  const reader = new Reader(frame, 4);
  if (part === "request") decodeRequestHeader(reader);
  else {
    reader.int32();
    if (name !== "ApiVersions" && inRange(MESSAGES[name].flexible, version)) reader.skipTags();
  }
  return frame.subarray(0, reader.position);
}

Deno.test("malformed frames of every key and version throw a ProtocolError and nothing else", () => {
  const random = seededRandom("malformed");
  let refused = 0;
  for (const { name, version, part } of everyVersion()) {
    const body = randomBody(fieldsOf(name, part), version, random);
    const bytes = encode(part, name, version, body).subarray(4);
    for (let round = 0; round < 25; round++) {
      try {
        decode(part, name, version, new Reader(mutated(bytes, random)));
      } catch (error) {
        assert(error instanceof ProtocolError, `${name} ${part} ${version}: ${error}`);
        refused++;
      }
    }
  }
  assert(refused > 5000, `only ${refused} were refused`);
});

function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice(0, random.next() < 0.3 ? random.int(0, bytes.length) : bytes.length);
  for (let flips = random.int(1, 4); flips > 0 && copy.length > 0; flips--) {
    copy[random.int(0, copy.length - 1)] = random.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      random.int(0, 255),
    ]);
  }
  return copy;
}

Deno.test("a list that claims more items than there are bytes is refused at once", () => {
  const bytes = Uint8Array.fromHex("7fffffff" + "00".repeat(100));
  const error = assertThrows(() => decodeRequest("Metadata", 1, new Reader(bytes)), ProtocolError);
  assertEquals(error.code, "BAD_LENGTH");
  assertEquals(error.message.includes("Metadata v1 request"), true);
});

Deno.test("a request's header is read whether or not the key is known", () => {
  const [frame] = encodeRequest("Metadata", 12, HEADER, {
    topics: [{ name: "orders" }],
    allowAutoTopicCreation: true,
  });
  const reader = new Reader(frame!, 4);
  assertEquals(decodeRequestHeader(reader), { ...HEADER, key: 3, name: "Metadata", version: 12 });
  assertEquals(decodeRequest("Metadata", 12, reader).topics![0]!.name, "orders");

  const unknown = new Reader(Uint8Array.fromHex("03e7" + "0002" + "00000005" + "ffff"));
  const expected = { key: 999, name: undefined, version: 2, correlationId: 5, clientId: null };
  assertEquals(decodeRequestHeader(unknown), expected);
});

Deno.test("the header of ApiVersions' response has no tags, so that each client can read it", () => {
  const frame = joinChunks(encodeResponse("ApiVersions", 3, 5, { errorCode: 0, apiKeys: [] }));
  assertEquals(frame.toHex(), "0000000c" + "00000005" + "0000" + "01" + "00000000" + "00");
});

Deno.test("an unknown version is refused by name", () => {
  const error = assertThrows(() => decodeRequest("Fetch", 3, new Reader(new Uint8Array(9))));
  assert(error instanceof ProtocolError);
  assertEquals(error.code, "BAD_VERSION");
  assertEquals(error.message, "Fetch is known in versions 4-18, not 3");
});

Deno.test("null is refused where a version has no form for it, with the field's path", () => {
  assertThrows(
    () => encodeRequest("Metadata", 0, HEADER, { topics: null }),
    ProtocolError,
    "Metadata request.topics can't be null in version 0",
  );
});

Deno.test("tagged fields are written only when they say something", () => {
  const plain = joinChunks(encodeResponse("ApiVersions", 3, 1, { errorCode: 0, apiKeys: [] }));
  const tagged = joinChunks(encodeResponse("ApiVersions", 3, 1, {
    errorCode: 0,
    apiKeys: [],
    finalizedFeaturesEpoch: 8,
  }));
  assertEquals(tagged.toHex().slice(-22), "01" + "01" + "08" + "0000000000000008");
  const back = decodeResponse("ApiVersions", 3, new Reader(plain, 4)).body;
  assertEquals(back.finalizedFeaturesEpoch, -1);
});

Deno.test("record data is passed into an answer without a copy", () => {
  const batches = [new Uint8Array(5000), new Uint8Array(6000)];
  const partition = {
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: 2,
    abortedTransactions: null,
  };
  const chunks = encodeResponse("Fetch", 12, 1, {
    responses: [{ topic: "orders", partitions: [{ ...partition, records: batches }] }],
  });
  assertEquals(chunks[1] === batches[0] && chunks[2] === batches[1], true);
  const back = decodeResponse("Fetch", 12, new Reader(joinChunks(chunks), 4)).body;
  assertEquals(back.responses[0]!.partitions[0]!.records!.length, 11_000);
});

Deno.test("keys are found by number", () => {
  assertEquals([apiName(1), apiName(18), apiName(9999)], ["Fetch", "ApiVersions", undefined]);
});
