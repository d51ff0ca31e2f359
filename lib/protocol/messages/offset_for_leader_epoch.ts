import { array, int16, int32, int64, message, string } from "../schema.ts";

/** Tells where a leader epoch ended, so that a client finds out that a log was cut. */
export const offsetForLeaderEpoch = message({
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: "2-4",
  flexible: "4+",
  request: {
    replicaId: int32("3+", { default: -2 }),
    topics: array("0+", {
      topic: string("0+"),
      partitions: array("0+", {
        partition: int32("0+"),
        currentLeaderEpoch: int32("2+", { default: -1 }),
        leaderEpoch: int32("0+"),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32("2+"),
    topics: array("0+", {
      topic: string("0+"),
      partitions: array("0+", {
        errorCode: int16("0+"),
        partition: int32("0+"),
        leaderEpoch: int32("1+", { default: -1 }),
        endOffset: int64("0+", { default: -1 }),
      }),
    }),
  },
});
