// Behavior: the folder in which the broker that was asked keeps its partitions, with the size of
// each and how far its copy is behind what all in-sync replicas have. A broker has one folder;
// partitions that it lacks are left out. Null asks for all of them.
//
// Version notes: 2 is flexible, 3 adds an error for all, 4 the room of the disk.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import { attempt } from "../errors.ts";
import type { Partition } from "../topics/partition.ts";
import { handler, type RequestContext } from "./handler.ts";

type Asked = RequestBody<"DescribeLogDirs">["topics"];
type LogDir = ResponseInput<"DescribeLogDirs">["results"][number];
type TopicSizes = LogDir["topics"][number];

export const describeLogDirs = handler("DescribeLogDirs", [1, 4], (context, body) => {
  const { errorCode } = attempt(() => context.access.demand("cluster"));
  return {
    throttleTimeMs: 0,
    errorCode,
    results: errorCode === 0 ? [describe(context, body.topics)] : [],
  };
});

function describe({ cluster, brokerId }: RequestContext, asked: Asked): LogDir {
  const { location, space } = cluster.logDir;
  const wanted = asked &&
    new Map(asked.map(({ topic, partitions }) => [topic, new Set(partitions)]));
  const topics: TopicSizes[] = [];
  for (const { name, partitions } of cluster.topics) {
    const here = partitions.filter(({ index, replicas }) =>
      replicas.includes(brokerId) && (wanted === null || wanted.get(name)?.has(index))
    );
    if (here.length === 0) continue;
    topics.push({ name, partitions: here.map((one) => sizeOf(one, brokerId)) });
  }
  return {
    errorCode: 0,
    logDir: location,
    topics,
    totalBytes: space?.totalBytes ?? -1,
    usableBytes: space?.usableBytes ?? -1,
  };
}

function sizeOf(
  { index, log, followers, leader }: Partition,
  brokerId: number,
): TopicSizes["partitions"][number] {
  const { logEndOffset, highWatermark, size } = log;
  const end = brokerId === leader ? logEndOffset : followers.endOf(brokerId, logEndOffset);
  return {
    partitionIndex: index,
    partitionSize: size,
    offsetLag: Math.max(0, highWatermark - end),
    isFutureKey: false,
  };
}
