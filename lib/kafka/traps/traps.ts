import type { Trap } from "./trap.ts";

/** All traps; one that stands here has its test beside it and its row in docs/GUARDS.md. */
export const TRAPS: readonly Trap[] = [
  {
    name: "acknowledged_record_missing",
    trap: "An acknowledged record is not in the log when a leader moves during a send to several " +
      "partitions",
    cause:
      "A repeated send leaves out every broker that has answered before, with the partitions " +
      "that this broker has come to lead since",
    issues: [1303, 1798],
    guard:
      "A request carries the batch of one partition; a promise resolves with the answer about " +
      "this very batch",
    where: ["kafka/produce_lane.ts", "producer/sender.ts"],
    shown: true,
  },
  {
    name: "concurrent_idempotent_sends",
    trap: "With idempotence and sends beside each other, one record stands twice in the log and " +
      "another, acknowledged, not at all",
    cause: "A failed send gives its sequence numbers back and frees the lock, and the next send " +
      "takes them for other records",
    issues: [598, 1005],
    guard:
      "One request per partition is under way; an unanswered batch is repeated under its own " +
      "sequence number and no other batch ever gets it",
    where: ["kafka/produce_lane.ts"],
    shown: true,
  },
  {
    name: "sequence_never_restarts",
    trap:
      "Once its sequence numbers differ from the broker's, an idempotent producer fails for ever",
    cause: "The producer id is asked for once, when the producer connects",
    issues: [598],
    guard: "After an uncertain outcome and after a sequence error the session is replaced by one " +
      "with an id of its own; what was uncertain can be reconciled by record id",
    where: ["producer/session_holder.ts", "kafka/produce_lane.ts", "producer/reconcile.ts"],
    shown: true,
  },
  {
    name: "transaction_stuck",
    trap: "After a failed EndTxn the transaction can be neither ended nor followed by another",
    cause: "The state machine stays in COMMITTING or ABORTING, from where no step is legal",
    issues: [1275],
    guard: "EndTxn is repeated; when it stays unanswered the outcome is not known and the error " +
      "says so: another session of the same transactional id reads the committed offsets again",
    where: ["kafka/transaction.ts", "kafka/fencing.ts"],
    shown: true,
  },
  {
    name: "offsets_while_coordinator_moves",
    trap: "A transaction fails when the group's coordinator moves while offsets are added to it",
    cause: "The repeat looks for an error by a name that kafkajs gives to none",
    issues: [],
    guard: "The coordinator is looked up again and asked again, under the same transaction",
    where: ["kafka/transaction.ts"],
    shown: true,
  },
  {
    name: "zombie_generation",
    trap: "A member that its group has left behind moves the group's offsets in a transaction",
    cause: "TxnOffsetCommit is spoken up to version 1, which names no generation",
    issues: [],
    guard: "Member and generation go with the offsets (KIP-447), and each input partition has a " +
      "transactional id of its own, whose next owner fences the last",
    where: ["kafka/transaction.ts", "processor/exactly_once.ts"],
    shown: true,
  },
  {
    name: "type_error_ends_consumer",
    trap: "A TypeError in a handler ends the consumer for good, and its process goes on as if " +
      "nothing had happened",
    cause: "Whether a consumer is started again depends on the class of the error",
    issues: [1721],
    guard:
      "No handler of ours runs inside kafkajs; what it throws concerns its record. What ends a " +
      "consumer rejects its `closed` promise",
    where: ["consumer/record_processor.ts", "consumer/consumer.ts"],
    shown: true,
  },
  {
    name: "one_throw_disturbs_all",
    trap:
      "A handler that throws for one partition makes the member leave its group with all of them",
    cause: "All partitions share one runner, which ends as a whole",
    issues: [945],
    guard: "Each partition has a worker of its own; the others don't hear of its errors",
    where: ["consumer/partition_worker.ts", "consumer/consumer.ts"],
    shown: true,
  },
  {
    name: "commit_if_necessary",
    trap: "commitOffsetsIfNecessary() commits nothing",
    cause: "Without an interval or a threshold it never finds a commit necessary",
    issues: [1014, 1729],
    guard: "Offsets are committed as they are named, and the call resolves when the coordinator " +
      "has them",
    where: ["kafka/group_session.ts", "consumer/committer.ts"],
    shown: true,
  },
  {
    name: "commit_of_lost_partition",
    trap: "A member commits a partition that another owns by now, and rewinds it",
    cause: "A commit goes out under whatever generation is current, for any partition",
    issues: [1046, 1527],
    guard: "A commit names the generation in which its records were fetched; it is refused when " +
      "that is over or the partition is not in it",
    where: ["kafka/group_session.ts"],
    shown: true,
  },
  {
    name: "jump_to_latest",
    trap:
      "A consumer whose offset the log has lost jumps to the end and skips unread records, in " +
      "silence",
    cause: "An offset out of range is treated like a group that is new, and its default is latest",
    issues: [1119],
    guard: "It goes on at the earliest record that is left, and warns",
    where: ["kafka/wire/fetcher.ts"],
    shown: true,
  },
  {
    name: "stop_hangs",
    trap: "stop() waits for a handler that hangs, without a limit",
    cause: "Nothing in it has a deadline",
    issues: [659, 903, 1438],
    guard: "Stopping has a deadline: what is finished by then is committed, the rest comes again",
    where: ["consumer/consumer.ts", "kafka/membership.ts"],
    shown: true,
  },
  {
    name: "wall_clock_step",
    trap:
      "A wall clock that is set back stops the heartbeats, one set forward times every request out",
    cause: "Durations are differences of Date.now()",
    issues: [],
    guard: "Heartbeats, request timeouts and the age of metadata are on the monotonic clock",
    where: ["kafka/kafkajs_clock.ts"],
    shown: true,
  },
  {
    name: "bad_frame_length",
    trap: "One answer with a length that can't be ends the process",
    cause: "The decoder throws in a listener of the socket, where nobody catches",
    issues: [],
    guard: "Lengths are checked before anything decodes; what can't be decoded ends its connection",
    where: ["kafka/frame_guard.ts", "kafka/guarded_socket.ts", "kafka/wire/frame_reader.ts"],
    shown: true,
  },
  {
    name: "unchecked_crc",
    trap: "A record whose bytes were damaged on the way or on the disk is handed over",
    cause: "The CRC of fetched batches is not looked at",
    issues: [],
    guard: "Each batch's CRC is checked; a damaged one is refused with its place and fetched again",
    where: ["kafka/wire/fetched_records.ts"],
    shown: true,
  },
  {
    name: "negative_timers",
    trap: "An idle client sets timers for a time that is over, again and again, with a warning",
    cause: "The next look at the request queue is computed from a throttling that never was",
    issues: [1751],
    guard: "A timer is set only while a request waits, and never with a negative delay",
    where: ["kafka/kafkajs_clock.ts"],
    shown: true,
  },
  {
    name: "leaderless_partition",
    trap: "While one partition has no leader, the admin client lists no topic at all",
    cause:
      "One error in a metadata answer, of whichever partition, makes the whole answer an error",
    issues: [],
    guard: "The admin client asks over our own connections and takes each topic's answer by itself",
    where: ["kafka/admin.ts", "kafka/admin_topics.ts"],
    shown: true,
  },
  {
    name: "shared_offsets",
    trap: "Consumers that one Kafka object made keep the committed offsets of a group in one table",
    cause: "The table belongs to the Kafka object",
    issues: [],
    guard: "Each session has a client of its own, and asks the coordinator where it begins",
    where: ["kafka/kafkajs_client.ts", "kafka/starting_positions.ts"],
    shown: false,
  },
  {
    name: "stub_codecs",
    trap: "A batch compressed with snappy, lz4 or zstd ends the consumer",
    cause: "These codecs are stubs that throw",
    issues: [],
    guard: "All five codecs are there for reading and writing, bounded in what they unpack",
    where: ["protocol/compression.ts", "kafka/codecs.ts"],
    shown: true,
  },
  {
    name: "no_batching",
    trap:
      "Every send is a request; batches have no size in bytes, polls no limit, and there is no " +
      "reading without a group",
    cause: "There is no accumulator, no max.poll.records and no assign()",
    issues: [],
    guard:
      "Records gather by time and bytes; queues are bounded per partition; partitions can be " +
      "read by assignment",
    where: ["producer/accumulator.ts", "consumer/record_queue.ts", "kafka/assigned_session.ts"],
    shown: true,
  },
];
