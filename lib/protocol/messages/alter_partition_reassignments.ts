import { array, bool, int16, int32, message, string } from "../schema.ts";

/** Begins or cancels moving partitions between brokers. */
export const alterPartitionReassignments = message({
  key: 45,
  name: "AlterPartitionReassignments",
  versions: "0-1",
  flexible: "0+",
  request: {
    timeoutMs: int32("0+", { default: 60000 }),
    allowReplicationFactorChange: bool("1+", { default: true }),
    topics: array("0+", {
      name: string("0+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        replicas: array("0+", "int32", { nullable: "0+", default: null }),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32("0+", { default: 0 }),
    allowReplicationFactorChange: bool("1+", { default: true }),
    errorCode: int16("0+"),
    errorMessage: string("0+", { nullable: "0+" }),
    responses: array("0+", {
      name: string("0+"),
      partitions: array("0+", {
        partitionIndex: int32("0+"),
        errorCode: int16("0+"),
        errorMessage: string("0+", { nullable: "0+" }),
      }),
    }),
  },
});
