import { array, int16, int32, int64, message, string, uuid } from "../schema.ts";

/**
 * Stores the committed offsets of a group.
 *
 * Version notes: 2 to 4 carry a retention time, 7 adds static members, 8 is flexible, 10 names
 * topics by id.
 */
export const offsetCommit = message({
  key: 8,
  name: "OffsetCommit",
  versions: "2-10",
  flexible: "8+",
  request: {
    groupId: string("0+"),
    generationIdOrMemberEpoch: int32("1+", { default: -1 }),
    memberId: string("1+"),
    groupInstanceId: string("7+", { nullable: "7+", default: null }),
    retentionTimeMs: int64("2-4", { default: -1 }),
    topics: array("0+", {
      name: string("0-9"),
      topicId: uuid("10+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        committedOffset: int64("0+"),
        committedLeaderEpoch: int32("6+", { default: -1 }),
        committedMetadata: string("0+", { nullable: "0+" }),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32("3+"),
    topics: array("0+", {
      name: string("0-9"),
      topicId: uuid("10+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        errorCode: int16("0+"),
      }),
    }),
  },
});
