// Behavior: the first offset at or after a time, or one of the marks: −1 the end (for readers of
// committed records the last stable offset), −2 the start, −3 the record with the latest time, −4
// the start of what is kept locally (the same here), −5 the end of what was moved to other storage
// (nothing ever is).
//
// Version notes: 2 adds isolation levels, 4 leader epochs; −3 came with 7, −4 with 8, −5 with 9.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import { attempt, RequestError } from "../errors.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { TimedOffset } from "../log/timed_offset.ts";
import type { Partition } from "../topics/partition.ts";
import { handler, type RequestContext } from "./handler.ts";

type Asked = RequestBody<"ListOffsets">["topics"][number]["partitions"][number];
type Answer = ResponseInput<"ListOffsets">["topics"][number]["partitions"][number];

const READ_COMMITTED = 1;
const MARKS = { latest: -1, earliest: -2, maxTimestamp: -3, earliestLocal: -4, latestTiered: -5 };
/** The first version that knows each mark. */
const MARK_VERSIONS = new Map([
  [MARKS.latest, 0],
  [MARKS.earliest, 0],
  [MARKS.maxTimestamp, 7],
  [MARKS.earliestLocal, 8],
  [MARKS.latestTiered, 9],
]);
const NOTHING: TimedOffset = { offset: -1, timestampMs: -1, leaderEpoch: -1 };

export const listOffsets = handler("ListOffsets", [1, 9], (context, body) => ({
  throttleTimeMs: 0,
  topics: body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked) =>
      answer(context, asked, {
        topic: name,
        committed: body.isolationLevel === READ_COMMITTED,
      })
    ),
  })),
}));

function answer(
  { cluster, brokerId, version, access }: RequestContext,
  asked: Asked,
  { topic, committed }: { topic: string; committed: boolean },
): Answer {
  const { partitionIndex, currentLeaderEpoch: clientEpoch, timestamp } = asked;
  const { value = NOTHING, errorCode } = attempt(() => {
    access.demand("topic", topic);
    const name = { topic, partition: partitionIndex };
    const partition = cluster.ledPartition(name, { brokerId, clientEpoch });
    checkMark(timestamp, version);
    if (timestamp === MARKS.latest) checkEnd(partition, version);
    return find(partition, timestamp, committed);
  });
  const { offset, timestampMs, leaderEpoch } = value;
  return { partitionIndex, errorCode, offset, timestamp: timestampMs, leaderEpoch };
}

function checkMark(timestamp: number, version: number): void {
  if (timestamp >= 0) return;
  const since = MARK_VERSIONS.get(timestamp);
  if (since === undefined || version < since) throw new RequestError("UNSUPPORTED_VERSION");
}

/** A new leader can't tell the end before the high watermark has come to where it began. */
function checkEnd({ log, epochStartOffset }: Partition, version: number): void {
  if (log.highWatermark >= epochStartOffset) return;
  throw new RequestError(version < 5 ? "LEADER_NOT_AVAILABLE" : "OFFSET_NOT_AVAILABLE");
}

function find(partition: Partition, timestamp: number, committed: boolean): TimedOffset {
  const { log, leaderEpoch } = partition;
  const end = committed ? log.lastStableOffset : log.highWatermark;
  switch (timestamp) {
    case MARKS.latest:
      return { offset: end, timestampMs: -1, leaderEpoch };
    case MARKS.earliest:
    case MARKS.earliestLocal:
      return startOf(log, leaderEpoch);
    case MARKS.latestTiered:
      return NOTHING;
    case MARKS.maxTimestamp:
      return log.offsetOfMaxTimestamp() ?? NOTHING;
    default:
      return log.offsetAtTime(timestamp, end) ?? NOTHING;
  }
}

function startOf(log: PartitionLog, currentEpoch: number): TimedOffset {
  const offset = log.logStartOffset;
  const epoch = log.epochs.epochOf(offset);
  return { offset, timestampMs: -1, leaderEpoch: epoch < 0 ? currentEpoch : epoch };
}
