import type { RedriveResult } from "../../consumer/mod.ts";
import type { Producer } from "../../producer/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";
import type { RecordsAdmin, RecordsKafka } from "../messages/ports.ts";

/** One dead letter that is to go back to where it came from. */
export interface RedriveWish {
  /** The topic of dead letters. */
  readonly deadLetterTopic: string;
  /** Which letter. */
  readonly place: { readonly partition: number; readonly offset: bigint };
  /** Headers that go along beside the usual ones. */
  readonly allowed: readonly string[];
  /** Only tells what would be done. */
  readonly dryRun: boolean;
  /** Also a letter that was redriven or dropped before. */
  readonly again: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What the page that sends is handed; all that it can do. */
export interface ProducePorts {
  /** Reads the record that is sent again. */
  readonly kafka: Pick<RecordsKafka, "read">;
  /** Tells how many partitions a topic has. */
  readonly admin: Pick<RecordsAdmin, "describeTopic">;
  /** The producer that sends, opened when it is first needed. */
  readonly producer: () => Promise<Pick<Producer, "send">>;
  /** The partition of a key, as the producer will choose it. */
  readonly partitionForKey: (key: Uint8Array, partitionCount: number) => number;
  /** Sends a dead letter back; `undefined` when there is no such open letter. */
  readonly redrive: (wish: RedriveWish) => Promise<RedriveResult | undefined>;
  /** Knows schemas. @default {Avro can't be sent} */
  readonly registry?: Pick<RegistryClient, "latest" | "referenced">;
}
