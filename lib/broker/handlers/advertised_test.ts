import { assertEquals } from "@std/assert";
import { HANDLERS } from "./all.ts";

/** What clients were seen to work with: each API and its versions. */
const ADVERTISED: Readonly<Record<string, readonly [min: number, max: number]>> = {
  Produce: [0, 9],
  Fetch: [4, 12],
  ListOffsets: [1, 9],
  Metadata: [0, 12],
  OffsetCommit: [2, 9],
  OffsetFetch: [1, 9],
  FindCoordinator: [0, 4],
  JoinGroup: [0, 9],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 5],
  SyncGroup: [0, 5],
  DescribeGroups: [0, 5],
  ListGroups: [0, 5],
  SaslHandshake: [0, 1],
  ApiVersions: [0, 4],
  CreateTopics: [2, 7],
  DeleteTopics: [1, 6],
  DeleteRecords: [0, 2],
  InitProducerId: [0, 4],
  OffsetForLeaderEpoch: [2, 4],
  AddPartitionsToTxn: [0, 3],
  AddOffsetsToTxn: [0, 3],
  EndTxn: [0, 3],
  TxnOffsetCommit: [0, 3],
  DescribeAcls: [1, 3],
  CreateAcls: [1, 3],
  DeleteAcls: [1, 3],
  DescribeConfigs: [1, 4],
  AlterConfigs: [0, 2],
  DescribeLogDirs: [1, 4],
  SaslAuthenticate: [0, 2],
  CreatePartitions: [0, 3],
  DeleteGroups: [0, 2],
  ElectLeaders: [0, 2],
  IncrementalAlterConfigs: [0, 1],
  AlterPartitionReassignments: [0, 1],
  ListPartitionReassignments: [0, 0],
  OffsetDelete: [0, 0],
  DescribeUserScramCredentials: [0, 0],
  AlterUserScramCredentials: [0, 0],
  DescribeCluster: [0, 1],
  DescribeProducers: [0, 0],
  DescribeTransactions: [0, 0],
  ListTransactions: [0, 1],
};

Deno.test("every API is offered in the versions that clients were seen to work with", () => {
  const offered = HANDLERS.map((
    { name, minVersion, maxVersion },
  ) => [name, minVersion, maxVersion]);
  const wanted = Object.entries(ADVERTISED).map(([name, [min, max]]) => [name, min, max]);
  assertEquals(offered.sort(), wanted.sort());
});
