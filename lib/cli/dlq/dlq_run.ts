import type { LetterSelection, LetterSource } from "../../consumer/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import type { DlqFlags } from "./flags.ts";

/** What each of the commands works with. */
export interface DlqRun {
  readonly kafka: Kafka;
  readonly source: LetterSource;
  readonly selection: LetterSelection;
  readonly flags: DlqFlags;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}
