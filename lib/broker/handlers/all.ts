import { addOffsetsToTxn } from "./add_offsets_to_txn.ts";
import { addPartitionsToTxn } from "./add_partitions_to_txn.ts";
import { alterConfigs } from "./alter_configs.ts";
import { alterPartitionReassignments } from "./alter_partition_reassignments.ts";
import { alterUserScramCredentials } from "./alter_user_scram_credentials.ts";
import { apiVersions } from "./api_versions.ts";
import { createAcls } from "./create_acls.ts";
import { createPartitions } from "./create_partitions.ts";
import { createTopics } from "./create_topics.ts";
import { deleteAcls } from "./delete_acls.ts";
import { deleteGroups } from "./delete_groups.ts";
import { deleteRecords } from "./delete_records.ts";
import { deleteTopics } from "./delete_topics.ts";
import { describeAcls } from "./describe_acls.ts";
import { describeCluster } from "./describe_cluster.ts";
import { describeConfigs } from "./describe_configs.ts";
import { describeGroups } from "./describe_groups.ts";
import { describeLogDirs } from "./describe_log_dirs.ts";
import { describeProducers } from "./describe_producers.ts";
import { describeTransactions } from "./describe_transactions.ts";
import { describeUserScramCredentials } from "./describe_user_scram_credentials.ts";
import { electLeaders } from "./elect_leaders.ts";
import { endTxn } from "./end_txn.ts";
import { fetch } from "./fetch.ts";
import { findCoordinator } from "./find_coordinator.ts";
import { heartbeat } from "./heartbeat.ts";
import { incrementalAlterConfigs } from "./incremental_alter_configs.ts";
import { initProducerId } from "./init_producer_id.ts";
import { joinGroup } from "./join_group.ts";
import { leaveGroup } from "./leave_group.ts";
import { listGroups } from "./list_groups.ts";
import { listOffsets } from "./list_offsets.ts";
import { listPartitionReassignments } from "./list_partition_reassignments.ts";
import { listTransactions } from "./list_transactions.ts";
import { metadata } from "./metadata.ts";
import { offsetCommit } from "./offset_commit.ts";
import { offsetDelete } from "./offset_delete.ts";
import { offsetFetch } from "./offset_fetch.ts";
import { offsetForLeaderEpoch } from "./offset_for_leader_epoch.ts";
import { produce } from "./produce.ts";
import { saslAuthenticate } from "./sasl_authenticate.ts";
import { saslHandshake } from "./sasl_handshake.ts";
import { syncGroup } from "./sync_group.ts";
import { txnOffsetCommit } from "./txn_offset_commit.ts";
import type { AnyHandler } from "./handler.ts";

/** Everything that is answered: an API that stands here is offered and dispatched. */
export const HANDLERS: readonly AnyHandler[] = [
  addOffsetsToTxn,
  addPartitionsToTxn,
  alterConfigs,
  alterPartitionReassignments,
  alterUserScramCredentials,
  apiVersions,
  createAcls,
  createPartitions,
  createTopics,
  deleteAcls,
  deleteGroups,
  deleteRecords,
  deleteTopics,
  describeAcls,
  describeCluster,
  describeConfigs,
  describeGroups,
  describeLogDirs,
  describeProducers,
  describeTransactions,
  describeUserScramCredentials,
  electLeaders,
  endTxn,
  fetch,
  findCoordinator,
  heartbeat,
  incrementalAlterConfigs,
  initProducerId,
  joinGroup,
  leaveGroup,
  listGroups,
  listOffsets,
  listPartitionReassignments,
  listTransactions,
  metadata,
  offsetCommit,
  offsetDelete,
  offsetFetch,
  offsetForLeaderEpoch,
  produce,
  saslAuthenticate,
  saslHandshake,
  syncGroup,
  txnOffsetCommit,
];
