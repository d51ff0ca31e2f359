import { WorkshopError } from "../../core/mod.ts";
import type { KafkaConnection } from "../../kafka/mod.ts";
import type { ProducerOptions, TransactionalProducerOptions } from "../../producer/mod.ts";
import type { ErrorClass } from "./wire.ts";

/** A client of ours that lives in the learner's process. */
export interface LiveObject {
  /** What learner code is handed. */
  readonly object: unknown;
  /** Ends it with the process. */
  close(): Promise<void>;
}

/** What each kind of live object is opened with. */
export interface LiveOptions {
  /** A producer of lib/producer. */
  readonly producer: {
    readonly connection: KafkaConnection;
    readonly options?: ProducerOptions;
  };
  /** An open transaction of a producer of its own; opening it takes its transactional id over. */
  readonly transaction: {
    readonly connection: KafkaConnection;
    readonly options: TransactionalProducerOptions;
  };
  /** The port to Kafka itself. */
  readonly kafka: { readonly connection: KafkaConnection };
}

/** Kinds of clients that the harness can have opened beside a learner's function. */
export type LiveKind = keyof LiveOptions;

/** How each kind is made; another kind is another line here and in {@link LiveOptions}. */
const OPENERS: { readonly [K in LiveKind]: (options: LiveOptions[K]) => Promise<LiveObject> } = {
  producer: openProducer,
  transaction: openTransaction,
  kafka: openKafka,
};

/** Makes a live object. */
export async function openLive<K extends LiveKind>(
  kind: K,
  options: LiveOptions[K],
): Promise<LiveObject> {
  const opener = OPENERS[kind];
  if (opener === undefined) throw new TypeError(`There is no live object of kind "${kind}"`);
  return await opener(options);
}

/**
 * Loads the code of the clients, so that the first opening is not slowed by it; gives the classes of
 * their errors by name.
 */
export async function preloadClients(): Promise<ReadonlyMap<string, ErrorClass>> {
  const modules = await Promise.all([
    import("../../kafka/mod.ts"),
    import("../../producer/mod.ts"),
  ]);
  const exported = modules.flatMap((module) => Object.entries(module) as [string, unknown][]);
  return new Map(exported.filter((entry): entry is [string, ErrorClass] => isErrorClass(entry[1])));
}

function isErrorClass(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof WorkshopError;
}

async function openProducer(
  { connection, options = {} }: LiveOptions["producer"],
): Promise<LiveObject> {
  const { connectKafka } = await import("../../kafka/mod.ts");
  const { createProducer } = await import("../../producer/mod.ts");
  const kafka = connectKafka(connection);
  const producer = await createProducer(kafka, options);
  return {
    object: producer,
    async close() {
      await producer.close();
      await kafka[Symbol.asyncDispose]();
    },
  };
}

async function openTransaction(
  { connection, options }: LiveOptions["transaction"],
): Promise<LiveObject> {
  const { connectKafka } = await import("../../kafka/mod.ts");
  const { createTransactionalProducer } = await import("../../producer/mod.ts");
  const kafka = connectKafka(connection);
  const producer = await createTransactionalProducer(kafka, options);
  return {
    object: await producer.begin(),
    async close() {
      await producer.close();
      await kafka[Symbol.asyncDispose]();
    },
  };
}

async function openKafka({ connection }: LiveOptions["kafka"]): Promise<LiveObject> {
  const { connectKafka } = await import("../../kafka/mod.ts");
  const kafka = connectKafka(connection);
  return { object: kafka, close: () => Promise.resolve(kafka[Symbol.asyncDispose]()) };
}
