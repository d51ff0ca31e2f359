import type { ApiName } from "../../protocol/mod.ts";

/** Something in which the embedded cluster differs from Apache Kafka and is to go on doing so. */
export interface Difference {
  /** What it is called where a scenario leaves it out. */
  readonly name: string;
  /** The APIs that it shows in. @default {all of them} */
  readonly apis?: readonly ApiName[];
  /** How the embedded cluster differs. */
  readonly what: string;
  /** Why it has to. */
  readonly why: string;
  /** Fields of answers that the contract does not compare for its sake. */
  readonly fields?: readonly string[];
}

/** Every difference to Apache Kafka that must stay: the only list there is. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: "own words",
    what: "Error messages have their own wording; codes are the same.",
    why: "They are no part of the protocol, and here they say what to do next.",
    fields: ["errorMessage"],
  },
  {
    name: "no documentation",
    apis: ["DescribeConfigs"],
    what: "Settings come without documentation, even where it is asked for.",
    why: "The text is Apache Kafka's own.",
    fields: ["documentation"],
  },
  {
    name: "settings in use",
    apis: ["DescribeConfigs"],
    what: "Of the brokers' settings only those are listed that the embedded cluster goes by, and " +
      "it has one logger, `root`.",
    why: "A setting that changes nothing would be a false promise.",
  },
  {
    name: "read-only brokers",
    apis: ["AlterConfigs", "IncrementalAlterConfigs"],
    what: "Settings of client metrics and of groups can't be changed.",
    why: "There are no client metrics and no groups of the newer protocol to hold them for.",
  },
  {
    name: "own folders",
    apis: ["DescribeLogDirs"],
    what:
      "The folder is `memory` where nothing is kept on a disk, the room of the disk then unknown (−1).",
    why: "There is no folder to name.",
    fields: ["logDir", "totalBytes", "usableBytes"],
  },
  {
    name: "settings without effect",
    apis: ["CreateTopics", "AlterConfigs", "IncrementalAlterConfigs"],
    what: "Topics take `flush.*`, `file.delete.delay.ms`, `index.interval.bytes`, `preallocate`, " +
      "`segment.index.bytes`, `segment.jitter.ms`, `compression.lz4.level`, the settings of " +
      "throttles and of tiered storage, and show them again, but nothing follows from them.",
    why: "They tune a disk or a network that is not there; removed segments go at once, since no " +
      "reader holds them, and the lz4 codec has but one level.",
  },
  {
    name: "own logs rolled early",
    what: "Segments of `__consumer_offsets` and `__transaction_state` end at 1 MiB, so that they " +
      "are compacted long before `segment.bytes`.",
    why: "The data folder of a workshop is not to grow to gigabytes.",
  },
  {
    name: "silent refusals before the login",
    what: "Who has agreed on a SASL mechanism and then sends anything but SaslAuthenticate, " +
      "SaslHandshake or ApiVersions is cut off without an answer. Apache Kafka answers " +
      "ILLEGAL_SASL_STATE in the form of that request, and cuts it off then.",
    why: "Nothing of such a request is to be decoded before it is known who sends it.",
  },
  {
    name: "certificates of clients",
    what: "With the protocol SSL nobody is asked for a certificate, and there are no access rules.",
    why: "Users log in by SASL here; Apache Kafka without `ssl.client.auth` and without an " +
      "authorizer does the same.",
  },
  {
    name: "no quotas",
    what: "No client is ever throttled: the throttle time is always 0, and the APIs of client " +
      "quotas (48 and 49) are not offered, which `kafka-configs --entity-type users --describe` needs.",
    why: "A workshop on one machine has nobody to protect.",
  },
  {
    name: "no fetch sessions",
    apis: ["Fetch"],
    what: "Every answer has session id 0: the client then sends all its partitions each time.",
    why: "It is legal, and sessions save bytes that loopback has in plenty.",
  },
  {
    name: "older highest versions",
    apis: ["Produce", "Fetch", "OffsetCommit", "OffsetFetch", "InitProducerId", "EndTxn"],
    what: "The highest versions that Apache Kafka 4.1 has are not offered: those with topic ids, " +
      "and those of the second transaction protocol.",
    why: "Clients take the lower of two maxima; each of these versions comes with a feature " +
      "level that is not finalized here.",
  },
  {
    name: "markers before the answer",
    apis: ["EndTxn", "AddPartitionsToTxn"],
    what: "EndTxn is answered when the markers are written, so the next transaction never meets " +
      "CONCURRENT_TRANSACTIONS. Apache Kafka answers earlier, and scenarios ask it again.",
    why: "All partitions live in one process: there is nothing to wait for.",
  },
  {
    name: "ready at once",
    apis: ["FindCoordinator"],
    what: "Coordinators are ready at once. In Apache Kafka the first request makes the internal " +
      "topic and is answered COORDINATOR_NOT_AVAILABLE, and scenarios ask it again.",
    why: "Where nothing has to be loaded, waiting would be theatre.",
  },
  {
    name: "deaths at once",
    what: "A broker that is killed is given up at once, and one that comes back is in sync at " +
      "once, unless followers lag or are held. Apache Kafka waits for the end of a session.",
    why: "There is one process: a broker can't be silent without being dead.",
  },
  {
    name: "one copy",
    what: "All replicas of a partition share one log, and each follower has a position in it. So " +
      "what a dead leader alone had is cut off at the election, and not when it comes back.",
    why: "Nobody can read it in between, and three copies would cost three times the memory.",
  },
  {
    name: "no bombs",
    apis: ["Produce"],
    what: "Where a batch must be unpacked (compacted topics, another compression.type), one that " +
      "unpacks to more than 128 MiB is CORRUPT_MESSAGE. Apache Kafka unpacks it piece by piece.",
    why: "A few kilobytes must not take the memory of the process that runs the lesson too.",
  },
  {
    name: "one place for logs' settings",
    apis: ["AlterConfigs", "IncrementalAlterConfigs"],
    what: "A setting of logs that is made for one broker holds for the logs of all.",
    why: "Replicas share what they store; settings for all brokers act as in Apache Kafka.",
  },
  {
    name: "53 bits",
    what: "Offsets, timestamps and producer ids are exact below 2⁵³ only.",
    why: "Numbers of that size are many times faster than big ones, and no log gets there.",
  },
];

/** Fields of answers that the contract leaves out, each for a difference that is listed. */
export const MASKED_FIELDS: ReadonlySet<string> = new Set(
  DIFFERENCES.flatMap(({ fields = [] }) => fields),
);
