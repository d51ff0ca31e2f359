import { assert, assertEquals } from "@std/assert";
import { headerText } from "../../core/mod.ts";
import type { ConsumedRecord } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { isWireFormat } from "../../schemas/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { assertSameByAllReaders, ourRecords } from "./all_readers.ts";
import { onBoth } from "./two_clusters.ts";

const COUNT = 30;
const TRACE = ["correlation-id", "traceparent", "producer-id", "sequence"];
const FLAGS = "--quiet --frozen --no-prompt --no-check --allow-net --allow-read --allow-write=. " +
  "--allow-env --allow-sys";
const decoder = new TextDecoder();

/** What a system writes, and how its records look. */
interface Written {
  readonly system: string;
  readonly producers: readonly string[];
  readonly topics: readonly string[];
  /** Who sends to the `DLQ` what the first producer breaks. */
  readonly consumer: string;
  /** The topics which that consumer reads. @default {all of them} */
  readonly consumed?: readonly string[];
  /** The key that belongs to a value. @default {none} */
  readonly keyOf?: (value: Record<string, unknown>) => unknown;
  /** Headers before those of trace and sequence. @default {none} */
  readonly headers?: (value: Record<string, unknown>) => Readonly<Record<string, unknown>>;
}

const WRITTEN: readonly Written[] = [{
  system: "random_events",
  producers: ["json", "avro"],
  topics: ["random-events"],
  consumer: "processor",
  keyOf: ({ user_id }) => String(user_id),
}, {
  system: "file_events",
  producers: ["producer"],
  topics: ["kafka-topics1", "kafka-topics2"],
  consumer: "consumer",
  keyOf: ({ payload }) => {
    const { fileId, userId } = payload as Record<string, unknown>;
    return fileId ?? userId;
  },
  headers: () => ({ "content-type": "application/json" }),
}, {
  system: "platform",
  producers: ["logs", "events", "metrics", "host"],
  topics: ["user-events", "application-logs", "system-metrics"],
  consumer: "logger",
  consumed: ["application-logs"],
  keyOf: ({ user_id, service, host }) => user_id ?? service ?? host,
}, {
  system: "orders",
  producers: ["stream"],
  topics: ["orders"],
  consumer: "keeper",
}, {
  system: "pubsub",
  producers: ["producer"],
  topics: ["data-topic"],
  consumer: "consumer",
  keyOf: ({ id }) => id,
  headers: ({ created_at }) => ({ "content-type": "application/json", created_at }),
}];

for (const written of WRITTEN) {
  const { system, topics, producers, consumer, consumed = topics } = written;
  const claim = `Kafka's console consumer and kcat read what ${system} writes, dead letters too`;
  onBoth(claim, async (target) => {
    await using registry = await startRegistry(target.kafka, { port: 0 });
    await using folder = await openRunFolder("tools-systems");
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: target.server,
      SCHEMA_REGISTRY_URL: registry.url,
      METRICS_ENABLED: "false",
      LOG_DIR: `${folder.path}/logs`,
      STORE_PATH: `${folder.path}/store.db`,
    };
    const pace = ["--rate", "2000", "--count", String(COUNT)];
    for (const role of producers) await runTask(env, "produce", system, role, ...pace);
    for (const topic of topics) {
      const records = await ourRecords(target, topic);
      for (const record of records) assertLooksRight(record, written);
      assertEquals(await assertSameByAllReaders(target, topic), records.length);
    }
    await runTask(env, "produce", system, producers[0]!, ...pace, "--poison", "1");
    const all = (await Promise.all(consumed.map((topic) => ourRecords(target, topic)))).flat();
    await runTask(env, "consume", system, consumer, "--count", String(all.length));
    const letters = await assertSameByAllReaders(target, "DLQ");
    assert(letters >= COUNT, `Only ${letters} dead letters`);
  });
}

function assertLooksRight(record: ConsumedRecord, { keyOf, headers }: Written): void {
  const named = Object.fromEntries(record.headers.map(({ name }) => [
    name,
    headerText(record.headers, name),
  ]));
  const own = Object.keys(named).filter((name) => !TRACE.includes(name));
  assertEquals(Object.keys(named).slice(-TRACE.length), TRACE);
  const key = record.key === null ? undefined : decoder.decode(record.key);
  // A value in Avro says by its first bytes what it is, and no header does.
  if (isWireFormat(record.value)) return assertEquals([typeof key, own], ["string", []]);
  const value = JSON.parse(decoder.decode(record.value!));
  assertEquals(key, keyOf?.(value), decoder.decode(record.value!));
  const told: [string, unknown][] = own.map((name) => [name, named[name]]);
  assertEquals(told, Object.entries(headers?.(value) ?? {}));
}

/** Runs a task to its end; that it fails tells all it said. */
async function runTask(
  env: Record<string, string>,
  task: string,
  ...args: readonly string[]
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", ...FLAGS.split(" "), `lib/cli/${task}.ts`, ...args],
    env: { ...env, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const said = [stdout, stderr].map((bytes) => decoder.decode(bytes)).join("");
  assert(success, `${task} ${args.join(" ")}: ${said.slice(-3000)}`);
}
