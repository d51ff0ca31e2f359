import { addOffsetsToTxn } from "./messages/add_offsets_to_txn.ts";
import { addPartitionsToTxn } from "./messages/add_partitions_to_txn.ts";
import { alterConfigs } from "./messages/alter_configs.ts";
import { alterPartitionReassignments } from "./messages/alter_partition_reassignments.ts";
import { alterUserScramCredentials } from "./messages/alter_user_scram_credentials.ts";
import { apiVersions } from "./messages/api_versions.ts";
import { consumerGroupDescribe } from "./messages/consumer_group_describe.ts";
import { consumerGroupHeartbeat } from "./messages/consumer_group_heartbeat.ts";
import { createAcls } from "./messages/create_acls.ts";
import { createPartitions } from "./messages/create_partitions.ts";
import { createTopics } from "./messages/create_topics.ts";
import { deleteAcls } from "./messages/delete_acls.ts";
import { deleteGroups } from "./messages/delete_groups.ts";
import { deleteRecords } from "./messages/delete_records.ts";
import { deleteTopics } from "./messages/delete_topics.ts";
import { describeAcls } from "./messages/describe_acls.ts";
import { describeCluster } from "./messages/describe_cluster.ts";
import { describeConfigs } from "./messages/describe_configs.ts";
import { describeGroups } from "./messages/describe_groups.ts";
import { describeLogDirs } from "./messages/describe_log_dirs.ts";
import { describeProducers } from "./messages/describe_producers.ts";
import { describeTransactions } from "./messages/describe_transactions.ts";
import { describeUserScramCredentials } from "./messages/describe_user_scram_credentials.ts";
import { electLeaders } from "./messages/elect_leaders.ts";
import { endTxn } from "./messages/end_txn.ts";
import { fetch } from "./messages/fetch.ts";
import { findCoordinator } from "./messages/find_coordinator.ts";
import { heartbeat } from "./messages/heartbeat.ts";
import { incrementalAlterConfigs } from "./messages/incremental_alter_configs.ts";
import { initProducerId } from "./messages/init_producer_id.ts";
import { joinGroup } from "./messages/join_group.ts";
import { leaveGroup } from "./messages/leave_group.ts";
import { listGroups } from "./messages/list_groups.ts";
import { listOffsets } from "./messages/list_offsets.ts";
import { listPartitionReassignments } from "./messages/list_partition_reassignments.ts";
import { listTransactions } from "./messages/list_transactions.ts";
import { metadata } from "./messages/metadata.ts";
import { offsetCommit } from "./messages/offset_commit.ts";
import { offsetDelete } from "./messages/offset_delete.ts";
import { offsetFetch } from "./messages/offset_fetch.ts";
import { offsetForLeaderEpoch } from "./messages/offset_for_leader_epoch.ts";
import { produce } from "./messages/produce.ts";
import { saslAuthenticate } from "./messages/sasl_authenticate.ts";
import { saslHandshake } from "./messages/sasl_handshake.ts";
import { syncGroup } from "./messages/sync_group.ts";
import { txnOffsetCommit } from "./messages/txn_offset_commit.ts";

/** Every message described here, by name. */
export const MESSAGES = {
  Produce: produce,
  Fetch: fetch,
  ListOffsets: listOffsets,
  Metadata: metadata,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
  FindCoordinator: findCoordinator,
  JoinGroup: joinGroup,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  SyncGroup: syncGroup,
  DescribeGroups: describeGroups,
  ListGroups: listGroups,
  SaslHandshake: saslHandshake,
  ApiVersions: apiVersions,
  CreateTopics: createTopics,
  DeleteTopics: deleteTopics,
  DeleteRecords: deleteRecords,
  InitProducerId: initProducerId,
  OffsetForLeaderEpoch: offsetForLeaderEpoch,
  AddPartitionsToTxn: addPartitionsToTxn,
  AddOffsetsToTxn: addOffsetsToTxn,
  EndTxn: endTxn,
  TxnOffsetCommit: txnOffsetCommit,
  DescribeAcls: describeAcls,
  CreateAcls: createAcls,
  DeleteAcls: deleteAcls,
  DescribeConfigs: describeConfigs,
  AlterConfigs: alterConfigs,
  DescribeLogDirs: describeLogDirs,
  SaslAuthenticate: saslAuthenticate,
  CreatePartitions: createPartitions,
  DeleteGroups: deleteGroups,
  ElectLeaders: electLeaders,
  IncrementalAlterConfigs: incrementalAlterConfigs,
  AlterPartitionReassignments: alterPartitionReassignments,
  ListPartitionReassignments: listPartitionReassignments,
  OffsetDelete: offsetDelete,
  DescribeUserScramCredentials: describeUserScramCredentials,
  AlterUserScramCredentials: alterUserScramCredentials,
  DescribeCluster: describeCluster,
  DescribeProducers: describeProducers,
  DescribeTransactions: describeTransactions,
  ListTransactions: listTransactions,
  ConsumerGroupHeartbeat: consumerGroupHeartbeat,
  ConsumerGroupDescribe: consumerGroupDescribe,
};
