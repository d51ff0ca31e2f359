import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

const TOPIC = 2;

/** All settings that topics have: their defaults, and what may be set. */
export const TOPIC_SETTING_VALUES: readonly Scenario[] = [
  { name: "every setting of a topic and its default", run: defaults },
  { name: "values that settings of a topic may not have", run: refusals },
  { name: "values that settings of a topic may have", run: accepted },
  { name: "settings of a topic that don't go together", run: together },
];

/** What clusters are started with differs in these. */
const BY_CLUSTER = new Set(["retention.bytes", "retention.ms"]);

async function describe(broker: RawConnection, topic: string, keys: readonly string[] | null) {
  const { results } = await broker.call("DescribeConfigs", 4, {
    resources: [{ resourceType: TOPIC, resourceName: topic, configurationKeys: keys }],
    includeSynonyms: true,
    includeDocumentation: false,
  });
  return results[0]!.configs.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

async function defaults(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { "segment.ms": "5000", "cleanup.policy": "compact" },
  });
  for (const config of await describe(broker, topic, null)) {
    const { name, value, configType, configSource, readOnly, isSensitive } = config;
    const known = { type: configType, readOnly, isSensitive };
    if (BY_CLUSTER.has(name)) {
      session.note(name, known);
      continue;
    }
    session.note(name, {
      ...known,
      value,
      source: configSource,
      synonyms: config.synonyms.map((synonym) =>
        `${synonym.name}=${synonym.value} (${synonym.source})`
      ),
    });
  }
}

/** What CreateTopics says of a topic with these settings; nothing is made. */
async function verdict(
  session: Session,
  settings: readonly (readonly [string, string | null])[],
): Promise<Note> {
  const broker = await session.broker();
  const { topics } = await broker.call("CreateTopics", 5, {
    topics: [{
      name: session.name("topic"),
      numPartitions: 1,
      replicationFactor: 1,
      assignments: [],
      configs: settings.map(([name, value]) => ({ name, value })),
    }],
    timeoutMs: 10_000,
    validateOnly: true,
  });
  const { errorCode, errorMessage } = topics[0]!;
  return errorCode === 0 ? "NONE" : `${errorName(errorCode)}: ${errorMessage}`;
}

const BAD_VALUES: Readonly<Record<string, readonly (string | null)[]>> = {
  "cleanup.policy": ["", "keep", "compact,keep", "Compact", "compact,,delete", "compact;delete"],
  "compression.gzip.level": ["0", "10", "-2", "x"],
  "compression.lz4.level": ["0", "18"],
  "compression.type": ["", "brotli", "none", "GZIP"],
  "compression.zstd.level": ["23", "-131073"],
  "delete.retention.ms": ["-1", "1.5"],
  "file.delete.delay.ms": ["-1"],
  "flush.messages": ["0"],
  "flush.ms": ["-1"],
  "index.interval.bytes": ["-1"],
  "local.retention.bytes": ["-3", "10"],
  "local.retention.ms": ["-3", "10"],
  "max.compaction.lag.ms": ["0"],
  "max.message.bytes": ["-1", "2147483648", "1e3"],
  "message.timestamp.after.max.ms": ["-1"],
  "message.timestamp.before.max.ms": ["-1", "9223372036854775808"],
  "message.timestamp.type": ["", "createtime", "Now"],
  "min.cleanable.dirty.ratio": ["-0.1", "1.1", "half", "NaN"],
  "min.compaction.lag.ms": ["-1"],
  "min.insync.replicas": ["0", "-1"],
  "preallocate": ["yes", ""],
  "retention.bytes": ["-2", ""],
  "retention.ms": ["-2", "soon", null],
  "segment.bytes": ["1048575", "14", "2147483648"],
  "segment.index.bytes": ["3"],
  "segment.jitter.ms": ["-1"],
  "segment.ms": ["0"],
  "unclean.leader.election.enable": ["1"],
  "follower.replication.throttled.replicas": ["0-1", "all", "0:1,x"],
  "leader.replication.throttled.replicas": ["*:1"],
  "no.such.setting": ["1"],
};

async function refusals(session: Session): Promise<void> {
  for (const [name, values] of Object.entries(BAD_VALUES)) {
    for (const value of values) {
      session.note(`${name}=${value}`, await verdict(session, [[name, value]]));
    }
  }
  const broker = await session.broker();
  const topic = await session.topic();
  for (const [name, value] of [["retention.ms", "soon"], ["segment.bytes", "14"], ["no", "1"]]) {
    const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
      resources: [{
        resourceType: TOPIC,
        resourceName: topic,
        configs: [{ name: name!, configOperation: 0, value: value! }],
      }],
      validateOnly: true,
    });
    const { errorCode, errorMessage } = responses[0]!;
    session.note(`changing ${name} to ${value}`, `${errorName(errorCode)}: ${errorMessage}`);
  }
}

const GOOD_VALUES: Readonly<Record<string, readonly string[]>> = {
  "cleanup.policy": ["compact", "delete", "compact,delete", "delete, compact", "delete,delete"],
  "compression.gzip.level": ["-1", "9"],
  "compression.type": ["uncompressed", "producer", "zstd"],
  "max.compaction.lag.ms": ["1"],
  "max.message.bytes": ["0"],
  "message.timestamp.before.max.ms": ["0"],
  "message.timestamp.type": ["LogAppendTime"],
  "min.cleanable.dirty.ratio": ["0", "1", "0.5", ".25", "1e-3", " 0.5 "],
  "preallocate": ["TRUE", "False", " true "],
  "retention.ms": ["-1", "+5", " 7 ", "0007"],
  "segment.bytes": ["1048576", "2147483647"],
  "segment.ms": ["1", "9223372036854775807"],
  "follower.replication.throttled.replicas": ["*", "0:1,1:2", ""],
};

async function accepted(session: Session): Promise<void> {
  for (const [name, values] of Object.entries(GOOD_VALUES)) {
    for (const value of values) {
      session.note(`${name}=${value}`, await verdict(session, [[name, value]]));
    }
  }
  const broker = await session.broker();
  const values = [["retention.ms", " 7 "], ["preallocate", "TRUE"], [
    "cleanup.policy",
    "delete, compact",
  ]];
  for (const [name, value] of values) {
    const topic = await session.topic({ config: { [name!]: value! } });
    const [config] = await describe(broker, topic, [name!]);
    session.note(`${name}=${value} reads back as`, config!.value);
  }
}

async function together(session: Session): Promise<void> {
  const cases: readonly (readonly (readonly [string, string])[])[] = [
    [["min.compaction.lag.ms", "10"], ["max.compaction.lag.ms", "5"]],
    [["min.compaction.lag.ms", "5"], ["max.compaction.lag.ms", "5"]],
    [["remote.storage.enable", "true"]],
    [["remote.storage.enable", "true"], ["cleanup.policy", "compact"]],
    [["remote.log.copy.disable", "true"]],
    [["retention.ms", "5"], ["local.retention.ms", "10"]],
    [["retention.bytes", "5"], ["local.retention.bytes", "10"]],
    [["segment.bytes", "2000000"], ["max.message.bytes", "3000000"]],
    [["retention.ms", "x"], ["segment.ms", "y"]],
  ];
  for (const settings of cases) {
    const text = settings.map(([name, value]) => `${name}=${value}`).join(" ");
    session.note(text, await verdict(session, settings));
  }
}
