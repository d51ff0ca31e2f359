import { array, int16, int32, int64, int8, message, string } from "../schema.ts";

/**
 * Finds offsets by time; negative times stand for the earliest, the latest and other marks.
 *
 * Version notes: 2 knows isolation levels, 4 leader epochs, 6 is flexible; the marks −3, −4 and −5
 * came with 7, 8 and 9.
 */
export const listOffsets = message({
  key: 2,
  name: "ListOffsets",
  versions: "1-10",
  flexible: "6+",
  request: {
    replicaId: int32("0+"),
    isolationLevel: int8("2+"),
    topics: array("0+", {
      name: string("0+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        currentLeaderEpoch: int32("4+", { default: -1 }),
        timestamp: int64("0+"),
      }),
    }),
    timeoutMs: int32("10+"),
  },
  response: {
    throttleTimeMs: int32("2+"),
    topics: array("0+", {
      name: string("0+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        errorCode: int16("0+"),
        timestamp: int64("1+", { default: -1 }),
        offset: int64("1+", { default: -1 }),
        leaderEpoch: int32("4+", { default: -1 }),
      }),
    }),
  },
});
