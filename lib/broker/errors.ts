import { messageOf, WorkshopError } from "../core/mod.ts";
import { kafkaError, type KafkaErrorName, ProtocolError } from "../protocol/mod.ts";
import { StorageError } from "./storage/storage.ts";

/** What a part answers when it can't do what it is asked: one of Kafka's errors. */
export class RequestError extends WorkshopError {
  declare readonly code: KafkaErrorName;

  constructor(code: KafkaErrorName, message: string = kafkaError(code).text) {
    super(message, { code, retriable: kafkaError(code).retriable });
  }
}

/** Name of Kafka's error for what was thrown; what nobody foresaw is thrown on, to be seen. */
export function errorNameOf(error: unknown): KafkaErrorName {
  if (error instanceof RequestError) return error.code;
  if (error instanceof StorageError) return "KAFKA_STORAGE_ERROR";
  if (error instanceof ProtocolError) return "CORRUPT_MESSAGE";
  throw error;
}

/** Number of Kafka's error for a name. */
export function errorCode(name: KafkaErrorName): number {
  return kafkaError(name).code;
}

/** What came of an attempt: a value, or an error as it is answered. */
export type Attempt<T> =
  | { readonly value: T; readonly errorCode: 0; readonly errorMessage: null }
  | { readonly value: undefined; readonly errorCode: number; readonly errorMessage: string };

/** Does the work and turns what it throws into an error code and a message. */
export function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work(), errorCode: 0, errorMessage: null };
  } catch (error) {
    return {
      value: undefined,
      errorCode: errorCode(errorNameOf(error)),
      errorMessage: messageOf(error),
    };
  }
}
