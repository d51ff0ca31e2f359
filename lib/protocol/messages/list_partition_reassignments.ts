import { array, int16, int32, message, string } from "../schema.ts";

/** Lists the partitions that are being moved. */
export const listPartitionReassignments = message({
  key: 46,
  name: "ListPartitionReassignments",
  versions: "0",
  flexible: "0+",
  request: {
    timeoutMs: int32("0+", { default: 60000 }),
    topics: array("0+", {
      name: string("0+"),
      partitionIndexes: array("0+", "int32"),
    }, { nullable: "0+", default: null }),
  },
  response: {
    throttleTimeMs: int32("0+", { default: 0 }),
    errorCode: int16("0+"),
    errorMessage: string("0+", { nullable: "0+" }),
    topics: array("0+", {
      name: string("0+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        replicas: array("0+", "int32"),
        addingReplicas: array("0+", "int32"),
        removingReplicas: array("0+", "int32"),
      }),
    }),
  },
});
