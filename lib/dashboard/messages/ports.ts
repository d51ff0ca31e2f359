import type { Kafka } from "../../consumer/mod.ts";
import type { AvroSource, RecordDecoder } from "./decoder.ts";

/** The part of a Kafka connection that reads records; lib/kafka's port fulfils it. */
export type RecordsKafka = Pick<Kafka, "assign" | "read">;

/** The questions about topics that the pages of records have; lib/kafka's `Admin` fulfils it. */
export type RecordsAdmin = Pick<
  Awaited<ReturnType<Kafka["admin"]>>,
  "describeTopic" | "listTopics" | "offsetsAtTime" | "topicOffsets"
>;

/** What the page of messages is handed. */
export interface MessagesPorts {
  /** Reads records. */
  readonly kafka: RecordsKafka;
  /** Answers questions about topics; it outlives the cluster's absence. */
  readonly admin: RecordsAdmin;
  /** Decodes values that a schema registry knows. @default {they stay bytes} */
  readonly avro?: AvroSource;
}

/** What searches, tails and traces work with. */
export interface RecordsDeps {
  readonly kafka: RecordsKafka;
  readonly admin: RecordsAdmin;
  readonly decoder: RecordDecoder;
}
