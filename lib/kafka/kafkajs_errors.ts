import { messageOf, WorkshopError } from "../core/mod.ts";
import { BrokerError, ConnectionError, CorruptDataError, RequestTimeoutError } from "./errors.ts";
import { adviceOn } from "./refusals.ts";

interface KafkajsErrorShape {
  readonly name: string;
  readonly type?: string;
  readonly code?: unknown;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
  readonly topic?: string;
  readonly broker?: string;
}

/** Kafka's current names for errors that kafkajs still calls by old ones. */
const RENAMED: Readonly<Record<string, string>> = {
  NOT_LEADER_FOR_PARTITION: "NOT_LEADER_OR_FOLLOWER",
  GROUP_LOAD_IN_PROGRESS: "COORDINATOR_LOAD_IN_PROGRESS",
  GROUP_COORDINATOR_NOT_AVAILABLE: "COORDINATOR_NOT_AVAILABLE",
  NOT_COORDINATOR_FOR_GROUP: "NOT_COORDINATOR",
  INVALID_TOPIC_EXCEPTION: "INVALID_TOPIC_EXCEPTION",
  UNKNOWN: "UNKNOWN_SERVER_ERROR",
};

/** What a join gives up with: kafkajs wraps these two and keeps nothing of them but their text. */
const TYPE_OF_TEXT: Readonly<Record<string, string>> = {
  "This is not the correct coordinator for this group": "NOT_COORDINATOR_FOR_GROUP",
  "The group is rebalancing, so a rejoin is needed": "REBALANCE_IN_PROGRESS",
};

/** The innermost error that kafkajs wrapped while it gave up. */
function rootOf(error: unknown): unknown {
  const { cause, errors } = (error ?? {}) as Partial<KafkajsErrorShape>;
  if (cause instanceof Error && cause !== error) return rootOf(cause);
  if (Array.isArray(errors) && errors[0] instanceof Error) return rootOf(errors[0]);
  return error;
}

/**
 * What kafkajs threw, as an error of this library.
 *
 * @param what what was being done: `"Create topics"`
 */
export function fromKafkajs(what: string, error: unknown): WorkshopError {
  if (error instanceof WorkshopError) return error;
  const root = rootOf(error) as KafkajsErrorShape;
  const message = `${what}: ${messageOf(root)}`;
  const topic = typeof root.topic === "string" ? { topic: root.topic } : {};
  const type = root.type ?? TYPE_OF_TEXT[messageOf(root)];
  if (typeof type === "string") {
    const code = RENAMED[type] ?? type;
    return new BrokerError(message + adviceOn(code), {
      code,
      retriable: root.retriable ?? false,
      cause: error,
      ...topic,
    });
  }
  if (isOfDecoding(root)) {
    return new CorruptDataError(`${what}: an answer can't be decoded: ${messageOf(root)}`, {
      code: "MALFORMED_ANSWER",
      retriable: true,
      definite: false,
      cause: error,
    });
  }
  switch (root.name) {
    case "KafkaJSConnectionError":
    case "KafkaJSBrokerNotFound":
    case "KafkaJSNoBrokerAvailableError":
    case "KafkaJSLockTimeout":
      return new ConnectionError(`${message}${checkThat(root.broker)}`, {
        code: "CONNECTION_FAILED",
        retriable: true,
        cause: error,
      });
    case "KafkaJSConnectionClosedError":
      return new ConnectionError(message, {
        code: "CONNECTION_LOST",
        retriable: true,
        definite: false,
        cause: error,
      });
    case "KafkaJSRequestTimeoutError":
    case "KafkaJSTimeout":
      return new RequestTimeoutError(message, {
        code: "REQUEST_TIMED_OUT",
        retriable: true,
        definite: false,
        cause: error,
      });
    case "KafkaJSSASLAuthenticationError":
      return new BrokerError(message + adviceOn("SASL_AUTHENTICATION_FAILED"), {
        code: "SASL_AUTHENTICATION_FAILED",
        cause: error,
      });
    default:
      return new WorkshopError(message, {
        code: "KAFKA_CLIENT_FAILED",
        retriable: root.retriable === true,
        definite: false,
        cause: error,
        ...topic,
      });
  }
}

/** kafkajs decodes most answers outside of the socket's handler, where nothing guards it. */
function isOfDecoding(root: unknown): boolean {
  return root instanceof RangeError ||
    ["KafkaJSInvalidVarIntError", "KafkaJSInvalidLongError", "KafkaJSPartialMessageError"]
      .includes((root as KafkajsErrorShape).name);
}

function checkThat(broker: string | undefined): string {
  return broker === undefined ? "" : `; check that a broker listens at ${broker}`;
}
