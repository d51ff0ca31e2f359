import { assertEquals } from "@std/assert";
import { type Compression, connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool } from "./java_tools.ts";
import { makeTopic } from "./make_topic.ts";

const text = (value: Uint8Array | null) => value && new TextDecoder().decode(value);
const bytes = (value: string | null) => value === null ? null : new TextEncoder().encode(value);

const ROWS = Array.from({ length: 20 }, (_, index) => ({
  key: index % 5 === 4 ? null : `key-${index}`,
  value: index % 7 === 6 ? null : `${index} ${"π".repeat(index * 100)}`,
  headers: [["n", String(index)], ["n", "again"]],
}));

const READER = Object.entries({
  "parse.key": true,
  "parse.headers": true,
  "headers.delimiter": "|",
  "key.separator": "|",
  "null.marker": "NULL",
}).flatMap(([name, value]) => ["--property", `${name}=${value}`]);

const FORMATTER = Object.entries({
  "print.key": true,
  "print.headers": true,
  "print.offset": true,
  "print.timestamp": true,
  "key.separator": "|",
  "null.literal": "NULL",
}).flatMap(([name, value]) => ["--property", `${name}=${value}`]);

/** A row as the console tools write and read it. */
function line({ key, value, headers }: typeof ROWS[number]): string {
  const pairs = headers.map(([name, value]) => `${name}:${value}`).join(",");
  return [pairs, key ?? "NULL", value ?? "NULL"].join("|");
}

for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] satisfies Compression[]) {
  clientTest(javaTools, `write and read records, codec ${codec}`, async (target) => {
    const topic = target.name(codec);
    const server = ["--bootstrap-server", target.bootstrapServers];
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 1 });
    await runTool(
      "ConsoleProducer",
      [...server, "--topic", topic, "--compression-codec", codec, ...READER],
      ROWS.map((row) => `${line(row)}\n`).join(""),
    );
    const written = await Array.fromAsync(kafka.read({ topic }));
    assertEquals(
      written.map(({ key, value, headers }) => ({
        key: text(key),
        value: text(value),
        headers: headers.map(({ name, value }) => [name, text(value)]),
      })),
      ROWS,
    );

    await using producer = await kafka.producer({ compression: codec });
    const records = ROWS.map(({ key, value, headers }, index) => ({
      key: bytes(key),
      value: bytes(value),
      headers: headers.map(([name, value]) => ({ name: name!, value: bytes(value!) })),
      timestampMs: 1_700_000_000_000 + index,
    }));
    await producer.produce({ topic, partition: 0, records });
    const begin = ["--partition", "0", "--offset", "20", "--max-messages", "20"];
    const printed = await runTool(
      "consumer.ConsoleConsumer",
      [...server, "--topic", topic, ...begin, "--timeout-ms", "120000", ...FORMATTER],
    );
    assertEquals(
      printed.trimEnd().split("\n"),
      ROWS.map((row, index) =>
        `CreateTime:${1_700_000_000_000 + index}|Offset:${20 + index}|${line(row)}`
      ),
    );
  });
}
