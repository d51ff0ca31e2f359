const RETRIABLE = true;

/** Code, name, whether the same request may succeed later, meaning; by ascending code. */
export const KAFKA_ERROR_TABLE = [
  [-1, "UNKNOWN_SERVER_ERROR", false, "The broker failed in a way it has no code for"],
  [0, "NONE", false, "No error"],
  [1, "OFFSET_OUT_OF_RANGE", false, "The offset lies before the start or after the end of the log"],
  [
    2,
    "CORRUPT_MESSAGE",
    RETRIABLE,
    "A record batch is damaged, too large, or lacks the key a compacted topic needs",
  ],
  [3, "UNKNOWN_TOPIC_OR_PARTITION", RETRIABLE, "The broker does not have this topic or partition"],
  [4, "INVALID_FETCH_SIZE", false, "The size asked for in the fetch makes no sense"],
  [5, "LEADER_NOT_AVAILABLE", RETRIABLE, "The partition has no leader at the moment"],
  [
    6,
    "NOT_LEADER_OR_FOLLOWER",
    RETRIABLE,
    "The broker does not lead this partition, or holds no replica of it",
  ],
  [7, "REQUEST_TIMED_OUT", RETRIABLE, "The request was not done in its time"],
  [8, "BROKER_NOT_AVAILABLE", false, "The broker is not there"],
  [9, "REPLICA_NOT_AVAILABLE", RETRIABLE, "The replica is not there"],
  [10, "MESSAGE_TOO_LARGE", false, "A record batch is larger than the topic takes"],
  [11, "STALE_CONTROLLER_EPOCH", false, "Another broker has become the controller"],
  [12, "OFFSET_METADATA_TOO_LARGE", false, "The text beside a committed offset is too long"],
  [13, "NETWORK_EXCEPTION", RETRIABLE, "The connection ended before the answer came"],
  [14, "COORDINATOR_LOAD_IN_PROGRESS", RETRIABLE, "The coordinator is still reading its state"],
  [
    15,
    "COORDINATOR_NOT_AVAILABLE",
    RETRIABLE,
    "No coordinator is ready for this group or transaction",
  ],
  [16, "NOT_COORDINATOR", RETRIABLE, "Another broker coordinates this group or transaction"],
  [17, "INVALID_TOPIC_EXCEPTION", false, "The topic's name or kind does not allow this"],
  [18, "RECORD_LIST_TOO_LARGE", false, "A record batch is larger than a segment of the log"],
  [19, "NOT_ENOUGH_REPLICAS", RETRIABLE, "Too few replicas are in sync; nothing was written"],
  [
    20,
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    RETRIABLE,
    "The records were written, but to too few replicas in sync",
  ],
  [21, "INVALID_REQUIRED_ACKS", false, "Acknowledgements can be asked for as 0, 1 or all"],
  [22, "ILLEGAL_GENERATION", false, "The group is in another generation"],
  [
    23,
    "INCONSISTENT_GROUP_PROTOCOL",
    false,
    "The member shares no protocol with the group, or names none",
  ],
  [24, "INVALID_GROUP_ID", false, "The group's id is not valid"],
  [25, "UNKNOWN_MEMBER_ID", false, "The group does not know this member"],
  [26, "INVALID_SESSION_TIMEOUT", false, "The session timeout is outside the limits of the broker"],
  [27, "REBALANCE_IN_PROGRESS", false, "The group rebalances; members must join again"],
  [28, "INVALID_COMMIT_OFFSET_SIZE", false, "The commit is too large to be stored"],
  [29, "TOPIC_AUTHORIZATION_FAILED", false, "The user may not do this with the topic"],
  [30, "GROUP_AUTHORIZATION_FAILED", false, "The user may not do this with the group"],
  [31, "CLUSTER_AUTHORIZATION_FAILED", false, "The user may not do this with the cluster"],
  [32, "INVALID_TIMESTAMP", false, "A record's time is too far from the broker's"],
  [33, "UNSUPPORTED_SASL_MECHANISM", false, "The broker does not have this SASL mechanism"],
  [34, "ILLEGAL_SASL_STATE", false, "The request does not fit the state of the authentication"],
  [35, "UNSUPPORTED_VERSION", false, "The broker does not speak this version of the request"],
  [36, "TOPIC_ALREADY_EXISTS", false, "A topic with this name exists"],
  [37, "INVALID_PARTITIONS", false, "The number of partitions makes no sense"],
  [
    38,
    "INVALID_REPLICATION_FACTOR",
    false,
    "The replication factor is below 1 or above the number of brokers",
  ],
  [39, "INVALID_REPLICA_ASSIGNMENT", false, "The assignment of replicas makes no sense"],
  [40, "INVALID_CONFIG", false, "A setting is unknown or has a wrong value"],
  [41, "NOT_CONTROLLER", RETRIABLE, "Another broker is the controller"],
  [42, "INVALID_REQUEST", false, "The request makes no sense"],
  [43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false, "The log's format can't answer this request"],
  [44, "POLICY_VIOLATION", false, "A policy of the cluster forbids it"],
  [
    45,
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
    false,
    "Batches of this producer are missing before this one",
  ],
  [46, "DUPLICATE_SEQUENCE_NUMBER", false, "This batch was written before"],
  [47, "INVALID_PRODUCER_EPOCH", false, "A newer producer uses this id; the epoch is an old one"],
  [48, "INVALID_TXN_STATE", false, "The transaction is not in a state for this"],
  [49, "INVALID_PRODUCER_ID_MAPPING", false, "The transactional id belongs to another producer id"],
  [
    50,
    "INVALID_TRANSACTION_TIMEOUT",
    false,
    "The transaction timeout is above the limit of the broker",
  ],
  [
    51,
    "CONCURRENT_TRANSACTIONS",
    RETRIABLE,
    "The previous transaction of this id is still being finished",
  ],
  [
    52,
    "TRANSACTION_COORDINATOR_FENCED",
    false,
    "The coordinator that sent this is no longer the one",
  ],
  [
    53,
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    false,
    "The user may not use this transactional id",
  ],
  [54, "SECURITY_DISABLED", false, "Access rules are not switched on"],
  [55, "OPERATION_NOT_ATTEMPTED", false, "Not tried, because another part of the request failed"],
  [56, "KAFKA_STORAGE_ERROR", RETRIABLE, "The broker could not read or write its disk"],
  [57, "LOG_DIR_NOT_FOUND", false, "The broker has no such log directory"],
  [58, "SASL_AUTHENTICATION_FAILED", false, "The user or the secret is wrong"],
  [59, "UNKNOWN_PRODUCER_ID", false, "The log holds nothing of this producer any more"],
  [60, "REASSIGNMENT_IN_PROGRESS", false, "The partition is being moved"],
  [61, "DELEGATION_TOKEN_AUTH_DISABLED", false, "Delegation tokens are not switched on"],
  [62, "DELEGATION_TOKEN_NOT_FOUND", false, "The delegation token is unknown"],
  [
    63,
    "DELEGATION_TOKEN_OWNER_MISMATCH",
    false,
    "The user neither owns nor may renew the delegation token",
  ],
  [
    64,
    "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
    false,
    "Delegation tokens can't be asked for on this connection",
  ],
  [
    65,
    "DELEGATION_TOKEN_AUTHORIZATION_FAILED",
    false,
    "The user may not do this with the delegation token",
  ],
  [66, "DELEGATION_TOKEN_EXPIRED", false, "The delegation token has expired"],
  [67, "INVALID_PRINCIPAL_TYPE", false, "This type of principal is not supported"],
  [68, "NON_EMPTY_GROUP", false, "The group still has members"],
  [69, "GROUP_ID_NOT_FOUND", false, "There is no such group"],
  [70, "FETCH_SESSION_ID_NOT_FOUND", RETRIABLE, "The fetch session has ended"],
  [71, "INVALID_FETCH_SESSION_EPOCH", RETRIABLE, "The fetch session is at another epoch"],
  [72, "LISTENER_NOT_FOUND", RETRIABLE, "The leader has no listener of this name"],
  [73, "TOPIC_DELETION_DISABLED", false, "Topics can't be deleted here"],
  [
    74,
    "FENCED_LEADER_EPOCH",
    RETRIABLE,
    "The request carries an older leader epoch than the broker's",
  ],
  [
    75,
    "UNKNOWN_LEADER_EPOCH",
    RETRIABLE,
    "The request carries a newer leader epoch than the broker's",
  ],
  [76, "UNSUPPORTED_COMPRESSION_TYPE", false, "The client can't read the codec of the records"],
  [77, "STALE_BROKER_EPOCH", false, "The broker has registered again since"],
  [78, "OFFSET_NOT_AVAILABLE", RETRIABLE, "The new leader does not know the high watermark yet"],
  [79, "MEMBER_ID_REQUIRED", false, "Join again with the member id that came back"],
  [
    80,
    "PREFERRED_LEADER_NOT_AVAILABLE",
    RETRIABLE,
    "The preferred leader can't lead at the moment",
  ],
  [81, "GROUP_MAX_SIZE_REACHED", false, "The group is full"],
  [82, "FENCED_INSTANCE_ID", false, "Another member has taken this group instance id"],
  [83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", RETRIABLE, "No replica can lead the partition"],
  [84, "ELECTION_NOT_NEEDED", RETRIABLE, "The partition has the leader it should have"],
  [85, "NO_REASSIGNMENT_IN_PROGRESS", false, "The partition is not being moved"],
  [86, "GROUP_SUBSCRIBED_TO_TOPIC", false, "The group still reads this topic"],
  [87, "INVALID_RECORD", false, "The broker refuses a record"],
  [
    88,
    "UNSTABLE_OFFSET_COMMIT",
    RETRIABLE,
    "An open transaction may still change the committed offset",
  ],
  [89, "THROTTLING_QUOTA_EXCEEDED", RETRIABLE, "The client's quota is used up"],
  [90, "PRODUCER_FENCED", false, "A newer producer has taken this transactional id"],
  [91, "RESOURCE_NOT_FOUND", false, "What the request names does not exist"],
  [92, "DUPLICATE_RESOURCE", false, "The request names the same thing twice"],
  [93, "UNACCEPTABLE_CREDENTIAL", false, "The credential does not meet the rules"],
  [94, "INCONSISTENT_VOTER_SET", false, "Sender and receiver do not agree on the voters"],
  [95, "INVALID_UPDATE_VERSION", false, "The feature can't go to this version"],
  [96, "FEATURE_UPDATE_FAILED", false, "The features could not be changed"],
  [
    97,
    "PRINCIPAL_DESERIALIZATION_FAILURE",
    false,
    "The user of a forwarded request could not be read",
  ],
  [98, "SNAPSHOT_NOT_FOUND", false, "There is no such snapshot"],
  [99, "POSITION_OUT_OF_RANGE", false, "The position lies outside the snapshot"],
  [100, "UNKNOWN_TOPIC_ID", RETRIABLE, "The broker does not have a topic with this id"],
  [101, "DUPLICATE_BROKER_REGISTRATION", false, "The broker id is in use"],
  [102, "BROKER_ID_NOT_REGISTERED", false, "The broker id is not registered"],
  [103, "INCONSISTENT_TOPIC_ID", RETRIABLE, "The topic with this name has another id"],
  [104, "INCONSISTENT_CLUSTER_ID", false, "The request is meant for another cluster"],
  [105, "TRANSACTIONAL_ID_NOT_FOUND", false, "There is no such transactional id"],
  [
    106,
    "FETCH_SESSION_TOPIC_ID_ERROR",
    RETRIABLE,
    "The fetch session mixes topic names and topic ids",
  ],
  [107, "INELIGIBLE_REPLICA", false, "A replica of the new set can't be in sync"],
  [108, "NEW_LEADER_ELECTED", false, "The change was made, and the leader is another one now"],
  [109, "OFFSET_MOVED_TO_TIERED_STORAGE", false, "The offset lies in tiered storage"],
  [110, "FENCED_MEMBER_EPOCH", false, "The member must give up its partitions and join again"],
  [111, "UNRELEASED_INSTANCE_ID", false, "Another member still holds this group instance id"],
  [112, "UNSUPPORTED_ASSIGNOR", false, "The group does not support this assignor"],
  [113, "STALE_MEMBER_EPOCH", false, "The member must learn its new epoch by a heartbeat first"],
  [114, "MISMATCHED_ENDPOINT_TYPE", false, "The request went to the wrong kind of endpoint"],
  [115, "UNSUPPORTED_ENDPOINT_TYPE", false, "This kind of endpoint is not supported"],
  [116, "UNKNOWN_CONTROLLER_ID", false, "There is no such controller"],
  [117, "UNKNOWN_SUBSCRIPTION_ID", false, "The telemetry subscription is unknown or out of date"],
  [118, "TELEMETRY_TOO_LARGE", false, "The telemetry is larger than the broker takes"],
  [119, "INVALID_REGISTRATION", false, "The controller refuses the registration"],
  [120, "TRANSACTION_ABORTABLE", false, "The transaction has failed; abort it and go on"],
  [121, "INVALID_RECORD_STATE", false, "The delivery can't be acknowledged in this state"],
  [122, "SHARE_SESSION_NOT_FOUND", RETRIABLE, "The share session has ended"],
  [123, "INVALID_SHARE_SESSION_EPOCH", RETRIABLE, "The share session is at another epoch"],
  [124, "FENCED_STATE_EPOCH", false, "The share group's state is at another epoch"],
  [125, "INVALID_VOTER_KEY", false, "The voter's key is not that of the receiver"],
  [126, "DUPLICATE_VOTER", false, "The voter is in the set already"],
  [127, "VOTER_NOT_FOUND", false, "The voter is not in the set"],
  [128, "INVALID_REGULAR_EXPRESSION", false, "The regular expression is not valid"],
  [129, "REBOOTSTRAP_REQUIRED", false, "The client must begin again at the bootstrap servers"],
  [130, "STREAMS_INVALID_TOPOLOGY", false, "The topology is not valid"],
  [131, "STREAMS_INVALID_TOPOLOGY_EPOCH", false, "The epoch of the topology is not valid"],
  [132, "STREAMS_TOPOLOGY_FENCED", false, "A newer topology is in use"],
  [133, "SHARE_SESSION_LIMIT_REACHED", RETRIABLE, "The broker takes no more share sessions"],
] as const;

/** Name of an error in Apache Kafka's own table. */
export type KafkaErrorName = (typeof KAFKA_ERROR_TABLE)[number][1];

/** One of Kafka's error codes. */
export interface KafkaError {
  /** Number on the wire. */
  readonly code: number;
  /** Name in Apache Kafka's own table. */
  readonly name: KafkaErrorName;
  /** Whether the same request may succeed later. */
  readonly retriable: boolean;
  /** What it means, in a sentence. */
  readonly text: string;
}

/** The errors of Apache Kafka 4.1, by ascending code. */
export const KAFKA_ERRORS: readonly KafkaError[] = KAFKA_ERROR_TABLE.map(
  ([code, name, retriable, text]) => Object.freeze({ code, name, retriable, text }),
);

const BY_NAME = new Map(KAFKA_ERRORS.map((error) => [error.name, error]));
const BY_CODE = new Map(KAFKA_ERRORS.map((error) => [error.code, error]));

/** The error of a name. */
export function kafkaError(name: KafkaErrorName): KafkaError {
  return BY_NAME.get(name)!;
}

/** The error of a code; a code that is not in the table counts as UNKNOWN_SERVER_ERROR. */
export function kafkaErrorOf(code: number): KafkaError {
  return BY_CODE.get(code) ?? kafkaError("UNKNOWN_SERVER_ERROR");
}
