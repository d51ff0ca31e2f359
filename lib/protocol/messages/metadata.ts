import { array, bool, int16, int32, message, string, uuid } from "../schema.ts";

/**
 * Tells the brokers, the controller, and the partitions of topics with their leaders.
 *
 * Version notes: 1 lets null stand for all topics, 4 can forbid creation, 9 is flexible, 10 adds
 * topic ids.
 */
export const metadata = message({
  key: 3,
  name: "Metadata",
  versions: "0-13",
  flexible: "9+",
  request: {
    topics: array("0+", {
      topicId: uuid("10+"),
      name: string("0+", { nullable: "10+" }),
    }, { nullable: "1+" }),
    allowAutoTopicCreation: bool("4+", { default: true }),
    includeClusterAuthorizedOperations: bool("8-10"),
    includeTopicAuthorizedOperations: bool("8+"),
  },
  response: {
    throttleTimeMs: int32("3+"),
    brokers: array("0+", {
      nodeId: int32("0+"),
      host: string("0+"),
      port: int32("0+"),
      rack: string("1+", { nullable: "1+", default: null }),
    }),
    clusterId: string("2+", { nullable: "2+", default: null }),
    controllerId: int32("1+", { default: -1 }),
    topics: array("0+", {
      errorCode: int16("0+"),
      name: string("0+", { nullable: "12+" }),
      topicId: uuid("10+"),
      isInternal: bool("1+", { default: false }),
      partitions: array("0+", {
        errorCode: int16("0+"),
        partitionIndex: int32("0+"),
        leaderId: int32("0+"),
        leaderEpoch: int32("7+", { default: -1 }),
        replicaNodes: array("0+", "int32"),
        isrNodes: array("0+", "int32"),
        offlineReplicas: array("5+", "int32"),
      }),
      topicAuthorizedOperations: int32("8+", { default: -0x8000_0000 }),
    }),
    clusterAuthorizedOperations: int32("8-10", { default: -0x8000_0000 }),
    errorCode: int16("13+"),
  },
});
