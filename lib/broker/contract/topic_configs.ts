import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";
import { awaitMark } from "./settings_mark.ts";

const TOPIC = 2;
const BROKER = 4;
/** The source of a setting that was made for the topic itself. */
const TOPIC_SOURCE = 1;

/** The numbers by which IncrementalAlterConfigs names what to do. */
const DO = { set: 0, remove: 1, append: 2, subtract: 3 } as const;

/** The settings that the workshop's topics use. */
const KEYS = [
  "cleanup.policy",
  "compression.type",
  "delete.retention.ms",
  "max.message.bytes",
  "message.timestamp.type",
  "min.insync.replicas",
  "retention.ms",
  "segment.bytes",
  "segment.ms",
];

/** Settings of topics read and changed. */
export const TOPIC_CONFIGS: readonly Scenario[] = [
  { name: "describing settings", run: describing },
  { name: "changing settings one by one", run: incremental },
  { name: "replacing settings", run: replacing },
];

async function describe(
  broker: RawConnection,
  resource: { type: number; name: string; keys?: readonly string[] | null },
  version = 1,
): Promise<Note> {
  const { results } = await broker.call("DescribeConfigs", version, {
    resources: [{
      resourceType: resource.type,
      resourceName: resource.name,
      configurationKeys: resource.keys === undefined ? KEYS : resource.keys,
    }],
    includeSynonyms: false,
    includeDocumentation: false,
  });
  const { errorCode, configs } = results[0]!;
  return {
    error: errorName(errorCode),
    configs: Object.fromEntries(
      configs.toSorted((a, b) => a.name < b.name ? -1 : 1).map((config) => [
        config.name,
        `${config.value}${config.configSource === TOPIC_SOURCE ? " (set)" : ""}`,
      ]),
    ),
  };
}

async function describing(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { "retention.ms": "86400000", "cleanup.policy": "compact,delete" },
  });
  for (const version of [1, 3, 4]) {
    session.note(
      `a topic, v${version}`,
      await describe(broker, { type: TOPIC, name: topic }, version),
    );
  }
  session.note(
    "settings that don't exist are left out",
    await describe(broker, { type: TOPIC, name: topic, keys: ["no.such", "retention.ms"] }),
  );
  session.note("no topic", await describe(broker, { type: TOPIC, name: session.name("none") }));
  session.note("a bad name", await describe(broker, { type: TOPIC, name: "a b" }));
  session.note("another broker", await describe(broker, { type: BROKER, name: "99", keys: [] }));
  session.note("no number", await describe(broker, { type: BROKER, name: "one", keys: [] }));
  session.note("an unknown kind", await describe(broker, { type: 77, name: "x", keys: [] }));
  await everything(session, broker, topic);
}

/** A client that asks for everything gets each default, or it fails on what is missing. */
async function everything(session: Session, broker: RawConnection, topic: string): Promise<void> {
  const { results } = await broker.call("DescribeConfigs", 1, {
    resources: [{ resourceType: TOPIC, resourceName: topic, configurationKeys: null }],
  });
  const names = new Set(results[0]!.configs.map(({ name }) => name));
  session.note("all settings of a topic hold these", KEYS.filter((key) => names.has(key)));
}

type Change = readonly [name: string, operation: keyof typeof DO, value: string | null];

async function change(
  broker: RawConnection,
  topic: string,
  changes: readonly Change[],
  validateOnly = false,
): Promise<Note> {
  const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
    resources: [{
      resourceType: TOPIC,
      resourceName: topic,
      configs: changes.map(([name, operation, value]) => ({
        name,
        configOperation: DO[operation],
        value,
      })),
    }],
    validateOnly,
  });
  return responses.map(({ errorCode }) => errorName(errorCode));
}

async function incremental(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: { "retention.ms": "1000" } });
  const steps: readonly (readonly [string, readonly Change[]])[] = [
    ["set", [["retention.ms", "set", "2000"], ["segment.bytes", "set", "1048576"]]],
    ["remove", [["retention.ms", "remove", null]]],
    ["remove again", [["retention.ms", "remove", null]]],
    ["append", [["cleanup.policy", "append", "compact"]]],
    ["append again", [["cleanup.policy", "append", "compact"]]],
    ["subtract", [["cleanup.policy", "subtract", "delete"]]],
    ["append to what is no list", [["retention.ms", "append", "1"]]],
    ["a value that is none", [["retention.ms", "set", "soon"]]],
    ["a setting that is none", [["no.such", "set", "1"]]],
    ["the same twice", [["retention.ms", "set", "1"], ["retention.ms", "set", "2"]]],
    ["a value of null", [["retention.ms", "set", null]]],
    ["a good one and a bad one", [["segment.ms", "set", "60000"], ["retention.ms", "set", "x"]]],
  ];
  for (const [what, changes] of steps) {
    session.note(what, await change(broker, topic, changes));
    session.note("after it", await awaited(broker, topic));
  }
  session.note("only checked", await change(broker, topic, [["retention.ms", "set", "5"]], true));
  session.note("after it", await awaited(broker, topic));
  session.note(
    "no topic",
    await change(broker, session.name("none"), [["retention.ms", "set", "1"]]),
  );
}

/**
 * The settings, read when a later change of another one is seen: a broker learns of changes in
 * their order, some a moment after they were acknowledged.
 */
async function awaited(broker: RawConnection, topic: string): Promise<Note> {
  await awaitMark(broker, { type: TOPIC, name: topic, setting: "file.delete.delay.ms" });
  return await describe(broker, { type: TOPIC, name: topic });
}

async function replacing(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ config: { "retention.ms": "1000", "segment.ms": "5000" } });
  const replace = async (name: string, configs: readonly (readonly [string, string | null])[]) => {
    const { responses } = await broker.call("AlterConfigs", 1, {
      resources: [{
        resourceType: TOPIC,
        resourceName: name,
        configs: configs.map(([name, value]) => ({ name, value })),
      }],
      validateOnly: false,
    });
    return responses.map(({ errorCode }) => errorName(errorCode));
  };
  session.note("one instead of two", await replace(topic, [["retention.ms", "3000"]]));
  session.note("after it", await awaited(broker, topic));
  session.note("a bad value", await replace(topic, [["retention.ms", "soon"]]));
  session.note("none at all", await replace(topic, []));
  session.note("after it", await awaited(broker, topic));
  session.note("no topic", await replace(session.name("none"), []));
}
