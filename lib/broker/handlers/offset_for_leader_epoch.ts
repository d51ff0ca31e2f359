// Behavior: where a leader epoch ended, so that a client or follower can tell whether its log went
// another way (KIP-320). −1 and −1 when the epoch is not known.
//
// Version notes: 2 lets clients say which epoch they think current, 3 who asks.
import type { RequestBody } from "../../protocol/mod.ts";
import { attempt } from "../errors.ts";
import { handler, type RequestContext } from "./handler.ts";

type Asked = RequestBody<"OffsetForLeaderEpoch">["topics"][number]["partitions"][number];

export const offsetForLeaderEpoch = handler(
  "OffsetForLeaderEpoch",
  [2, 4],
  (context, body) => ({
    throttleTimeMs: 0,
    topics: body.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((asked) => endOf(context, topic, asked)),
    })),
  }),
);

function endOf({ cluster, brokerId, access }: RequestContext, topic: string, asked: Asked) {
  const { partition, currentLeaderEpoch: clientEpoch, leaderEpoch } = asked;
  const { value, errorCode } = attempt(() => {
    access.demand("topic", topic);
    const { log, leaderEpoch: current } = cluster.ledPartition(
      { topic, partition },
      { brokerId, clientEpoch },
    );
    const { logEndOffset } = log;
    if (leaderEpoch === current) return { epoch: current, endOffset: logEndOffset };
    return log.epochs.endOf(leaderEpoch, logEndOffset) ?? { epoch: -1, endOffset: -1 };
  });
  const { epoch = -1, endOffset = -1 } = value ?? {};
  return { errorCode, partition, leaderEpoch: epoch, endOffset };
}
