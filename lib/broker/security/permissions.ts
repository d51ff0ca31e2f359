import type { ApiName } from "../../protocol/mod.ts";
import type { Operation } from "./vocabulary.ts";

/** The resources that requests name. */
export type ResourceKind = "topic" | "group" | "cluster" | "transactionalId";

/** What a request needs on each kind of resource that it names. */
export type Needs = { readonly [kind in ResourceKind]?: Operation };

/**
 * What each request needs, as Apache Kafka 4.1 asks for it. `everyone` may send it without any
 * rule; what goes beyond one operation a kind stands in the handlers: CreateTopics takes `create` on
 * the cluster or on each topic, Metadata the same before it makes a topic, InitProducerId without a
 * transactional id takes `write` on any topic as well, ListGroups `describe` on each group where it
 * lacks that on the cluster, and AlterConfigs tells topics from brokers.
 */
export const NEEDS: { readonly [name in ApiName]?: Needs | "everyone" } = {
  AddOffsetsToTxn: { transactionalId: "write", group: "read" },
  AddPartitionsToTxn: { transactionalId: "write", topic: "write" },
  AlterConfigs: { topic: "alterConfigs", cluster: "alterConfigs" },
  AlterPartitionReassignments: { cluster: "alter" },
  AlterUserScramCredentials: { cluster: "alter" },
  ApiVersions: "everyone",
  CreateAcls: { cluster: "alter" },
  CreatePartitions: { topic: "alter" },
  CreateTopics: { cluster: "create", topic: "create" },
  DeleteAcls: { cluster: "alter" },
  DeleteGroups: { group: "delete" },
  DeleteRecords: { topic: "delete" },
  DeleteTopics: { topic: "delete" },
  DescribeAcls: { cluster: "describe" },
  DescribeCluster: "everyone",
  DescribeConfigs: { topic: "describeConfigs", cluster: "describeConfigs" },
  DescribeGroups: { group: "describe" },
  DescribeLogDirs: { cluster: "describe" },
  DescribeProducers: { topic: "read" },
  DescribeTransactions: { transactionalId: "describe", topic: "describe" },
  DescribeUserScramCredentials: { cluster: "describe" },
  ElectLeaders: { cluster: "alter" },
  EndTxn: { transactionalId: "write" },
  Fetch: { topic: "read" },
  FindCoordinator: { group: "describe", transactionalId: "describe" },
  Heartbeat: { group: "read" },
  IncrementalAlterConfigs: { topic: "alterConfigs", cluster: "alterConfigs" },
  InitProducerId: { transactionalId: "write", cluster: "idempotentWrite" },
  JoinGroup: { group: "read" },
  LeaveGroup: { group: "read" },
  ListGroups: { cluster: "describe", group: "describe" },
  ListOffsets: { topic: "describe" },
  ListPartitionReassignments: { cluster: "describe" },
  ListTransactions: { transactionalId: "describe" },
  Metadata: { topic: "describe" },
  OffsetCommit: { group: "read", topic: "read" },
  OffsetDelete: { group: "delete", topic: "read" },
  OffsetFetch: { group: "describe", topic: "describe" },
  OffsetForLeaderEpoch: { topic: "describe" },
  Produce: { topic: "write", transactionalId: "write" },
  SaslAuthenticate: "everyone",
  SaslHandshake: "everyone",
  SyncGroup: { group: "read" },
  TxnOffsetCommit: { transactionalId: "write", group: "read", topic: "read" },
};
