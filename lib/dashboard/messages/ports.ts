import type { Kafka } from "../../consumer/mod.ts";
import type { AvroSource } from "./decoder.ts";

/** The part of a Kafka connection that the pages about records need; lib/kafka's port fulfils it. */
export type RecordsKafka = Pick<Kafka, "admin" | "assign" | "read">;

/** What the routes about records work with. */
export interface MessagesPorts {
  /** The cluster, already connected. */
  readonly kafka: RecordsKafka;
  /** Decodes values that a schema registry knows. @default {they stay bytes} */
  readonly avro?: AvroSource;
}
