import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type ApiName,
  apiVersions,
  encodeAssignment,
  encodeBatch,
  type Field,
  type Fields,
  MESSAGES,
} from "../../protocol/mod.ts";
import type { TrafficFrame } from "../traffic.ts";
import { clockTime, wireFull, wireJson, wireLine } from "./wire_text.ts";
import { isShown, readFrame, type WireFilter } from "./wire_view.ts";

const AT_MS = Date.UTC(2024, 0, 1, 12, 3, 4, 56);

function frameOf(apiKey: ApiName, body: unknown, more: Partial<TrafficFrame> = {}): TrafficFrame {
  return {
    direction: "request",
    atMs: AT_MS,
    connectionId: 3,
    broker: "localhost:9092",
    key: MESSAGES[apiKey].key,
    apiKey,
    version: apiVersions(apiKey)[1],
    clientId: "shop",
    correlationId: 17,
    topics: [],
    sizeBytes: 100,
    durationMs: undefined,
    fault: undefined,
    topicName: (id) => id === "an-id" ? "orders" : id,
    decode: () => body,
    ...more,
  };
}

function answerOf(apiKey: ApiName, body: unknown, more: Partial<TrafficFrame> = {}): TrafficFrame {
  return frameOf(apiKey, body, { direction: "answer", durationMs: 2.14, ...more });
}

const records = encodeBatch(
  [1, 2].map((timestampMs) => ({ timestampMs, value: new Uint8Array(600) })),
);
const SECRET = new TextEncoder().encode("top-secret");

const LINES: readonly [what: string, frame: TrafficFrame, text: string][] = [
  [
    "a produce request",
    frameOf("Produce", {
      acks: -1,
      transactionalId: null,
      timeoutMs: 1000,
      topicData: [{ name: "orders", partitionData: [{ index: 0, records }] }],
    }, { version: 9, topics: ["orders"] }),
    "→ Produce v9 (17) orders-0 2 records 1.3 kB, acks all",
  ],
  [
    "a refusal, by name",
    answerOf("Produce", {
      responses: [{
        name: "orders",
        partitionResponses: [{ index: 0, errorCode: 6, baseOffset: -1 }],
      }],
    }, { version: 9 }),
    "← Produce v9 (17) orders-0 NOT_LEADER_OR_FOLLOWER 2.1 ms",
  ],
  [
    "an answer that a fault hit",
    answerOf("Heartbeat", { errorCode: 27, throttleTimeMs: 0 }, {
      version: 4,
      fault: "dropAnswer",
    }),
    "← Heartbeat v4 (17) REBALANCE_IN_PROGRESS 2.1 ms [dropAnswer]",
  ],
  [
    "more partitions than there is room for",
    frameOf("ListOffsets", {
      topics: [{
        name: "t",
        partitions: [0, 1, 2, 3, 4].map((partitionIndex) => ({ partitionIndex, timestamp: -2 })),
      }],
    }, { version: 7 }),
    "→ ListOffsets v7 (17) t-0 time earliest, t-1 time earliest, t-2 time earliest, +2 more",
  ],
  [
    "a topic by its name where only its id is told",
    answerOf("Produce", {
      responses: [{
        name: "",
        topicId: "an-id",
        partitionResponses: [{ index: 1, errorCode: 0, baseOffset: 7 }],
      }],
    }),
    "← Produce v13 (17) orders-1 at 7 2.1 ms",
  ],
  [
    "what a member is given",
    answerOf("SyncGroup", {
      errorCode: 0,
      assignment: encodeAssignment(0, {
        assignedPartitions: [{ topic: "orders", partitions: [0, 2] }],
      }),
    }, { version: 5 }),
    "← SyncGroup v5 (17) orders-0,2 2.1 ms",
  ],
  [
    "a topic that can't be created",
    answerOf("CreateTopics", { topics: [{ name: "a b", errorCode: 17, configs: [] }] }, {
      version: 7,
    }),
    "← CreateTopics v7 (17) a b INVALID_TOPIC_EXCEPTION 2.1 ms",
  ],
  [
    "a key that is not in the tables",
    frameOf("Produce", undefined, { apiKey: undefined, key: 71, version: 0 }),
    "→ key 71 v0 (17) (this key is not in the tables) 100 B",
  ],
];

for (const [what, frame, text] of LINES) {
  Deno.test(`a line shows ${what}`, () => {
    assertEquals(wireLine(readFrame(frame), 160), `${clockTime(AT_MS)} #3 shop ${text}`);
  });
}

Deno.test("a line keeps to the columns there are, and a client can't steer the terminal", () => {
  const groupId = `\u001b[2J${"long".repeat(100)}`;
  const frame = frameOf("Heartbeat", { groupId }, { clientId: "\u001b[31m" + "x".repeat(60) });
  for (const columns of [80, 100, 200]) {
    const line = wireLine(readFrame(frame), columns);
    assertEquals(line.length <= columns, true, line);
    assertEquals(line.includes("\u001b"), false);
  }
});

Deno.test("no secret is shown, in whatever form", () => {
  const frames = [
    frameOf("SaslAuthenticate", { authBytes: SECRET }),
    answerOf("SaslAuthenticate", { errorCode: 0, errorMessage: null, authBytes: SECRET }),
    frameOf("AlterUserScramCredentials", {
      deletions: [],
      upsertions: [{ name: "alice", salt: SECRET, saltedPassword: SECRET, iterations: 4096 }],
    }),
    frameOf("IncrementalAlterConfigs", {
      resources: [{ configs: [{ name: "listener.sasl.jaas.config", value: "top-secret" }] }],
    }),
    answerOf("DescribeConfigs", {
      results: [{ configs: [{ name: "x", value: "top-secret", isSensitive: true }] }],
    }),
  ];
  for (const read of frames.map(readFrame)) {
    for (const text of [wireLine(read, 300), wireFull(read, 300), wireJson(read)]) {
      assertEquals(/top-secret|dG9wLXNlY3JldA/.test(text), false, text);
    }
    assertMatch(wireJson(read), /\(hidden\)/);
  }
});

Deno.test("JSON tells bytes by size and base64, batches by their headers, big numbers as text", () => {
  const body = {
    big: 2n ** 60n,
    reason: new Uint8Array(2000),
    short: SECRET,
    records,
    none: null,
    errorCode: 6,
  };
  const frame = answerOf("Produce", body, { fault: { delayMs: 5, of: "answer" } });
  const { body: shown, ...rest } = JSON.parse(wireJson(readFrame(frame)));
  assertEquals(shown.big, "1152921504606846976");
  assertEquals([shown.reason.bytes, shown.reason.cut, shown.short], [2000, true, {
    bytes: 10,
    base64: "dG9wLXNlY3JldA==",
  }]);
  assertEquals(shown.records.batches[0].records, 2);
  assertEquals([shown.none, shown.errorCode, shown.errorName], [null, 6, "NOT_LEADER_OR_FOLLOWER"]);
  assertEquals([rest.api, rest.durationMs, rest.errors], ["Produce", 2.14, [
    "NOT_LEADER_OR_FOLLOWER",
  ]]);
  assertEquals([rest.time, rest.fault], ["2024-01-01T12:03:04.056Z", { delayMs: 5, of: "answer" }]);
});

Deno.test("all fields stand below the line, long values cut", () => {
  const frame = frameOf("JoinGroup", {
    groupId: "g".repeat(400),
    topics: [],
    protocols: [{ name: "range" }],
  });
  const [, ...fields] = wireFull(readFrame(frame), 100).split("\n");
  assertEquals(fields[0], `    groupId: ${"g".repeat(299)}…`);
  assertEquals(fields.slice(1), [
    "    topics: []",
    "    protocols:",
    "      -",
    "        name: range",
  ]);
});

Deno.test("a frame that can't be read says so", () => {
  const broken = frameOf("Fetch", undefined, {
    decode: () => {
      throw new Error("Input ends too early");
    },
  });
  const newer = frameOf("Fetch", undefined, { version: 99 });
  assertMatch(wireLine(readFrame(broken), 160), /\(malformed: Input ends too early\)/);
  assertMatch(wireLine(readFrame(newer), 160), /this version is not in the tables/);
  assertEquals(
    JSON.parse(wireJson(readFrame(broken))).unreadable,
    "malformed: Input ends too early",
  );
});

Deno.test("filters let through what they name", () => {
  const produce = frameOf("Produce", {}, { topics: ["orders"] });
  const heartbeat = frameOf("Heartbeat", {}, { clientId: null });
  const late = answerOf("Heartbeat", { errorCode: 27 });
  const empty = answerOf("Fetch", {
    responses: [{ partitions: [{ records: new Uint8Array(0) }] }],
  });
  const full = answerOf("Fetch", { responses: [{ partitions: [{ records }] }] });
  const hit = frameOf("Heartbeat", {}, { fault: "refuse" });
  const all = [produce, heartbeat, late, empty, full, hit];
  const shown = (filter: WireFilter) => all.filter((frame) => isShown(frame, filter));
  assertEquals(shown({}), all);
  assertEquals(shown({ apiKeys: ["Produce", 1] }), [produce, empty, full]);
  assertEquals(shown({ topics: ["orders"] }), [produce]);
  assertEquals(shown({ clientIds: [""] }), [heartbeat]);
  assertEquals(shown({ errors: true }), [late, hit]);
  assertEquals(shown({ noHeartbeats: true }), [produce, late, full, hit]);
});

/** A body with one element in each list. */
function sampleOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(field)]));
}

function valueOf({ type, item, fields }: Field): unknown {
  if (type === "struct") return sampleOf(fields!);
  if (type === "array") return [typeof item === "string" ? scalarOf(item) : sampleOf(item!)];
  return scalarOf(type);
}

function scalarOf(type: string): unknown {
  if (type === "string" || type === "uuid") return "text";
  if (type === "bool") return true;
  return type === "bytes" || type === "records" ? new Uint8Array(3) : 42;
}

Deno.test("every request and every answer of the tables has a line, fields and JSON", () => {
  for (const [name, message] of Object.entries(MESSAGES)) {
    const bodies = [message.request, message.response].map((fields) => sampleOf(fields as Fields));
    const [request, answer] = [
      frameOf(name as ApiName, bodies[0]),
      answerOf(name as ApiName, bodies[1]),
    ];
    for (const frame of [request, answer]) {
      const read = readFrame(frame);
      assertEquals(read.unreadable, undefined, name);
      assert(wireLine(read, 100).length <= 100);
      assert(wireFull(read, 100).split("\n").length > 1 || Object.keys(read.body!).length === 0);
      assertEquals(JSON.parse(wireJson(read)).api, name);
    }
  }
});
