import type { PoisonKind } from "../events/mod.ts";

/** What a producer of a system has done. */
export interface ProducerStatistics {
  /** Its name in the headers of its records. */
  readonly producer: string;
  /** Records handed to Kafka; their sequences are 0 to `sent − 1`. */
  readonly sent: number;
  /** Records known to be in the log. */
  readonly acknowledged: number;
  /** Sequences of records known not to be in the log. */
  readonly failed: readonly number[];
  /** Sequences of records that may be in the log. */
  readonly uncertain: readonly number[];
  /** Records broken on purpose, by the way in which. */
  readonly poison: Readonly<Partial<Record<PoisonKind, number>>>;
  /** Lines of input, `undefined` when there is no input. */
  readonly inputLines: number | undefined;
  /** Lines of input with nothing in them. */
  readonly blankLines: number;
  /** Lines of input that are no event. */
  readonly rejectedLines: number;
  /** Those of them that are in the DLQ. */
  readonly deadLetteredLines: number;
}

/** Counts what a producer does. */
export class ProducerTally {
  readonly producer: string;
  #sent = 0;
  #acknowledged = 0;
  readonly #failed: number[] = [];
  readonly #uncertain: number[] = [];
  readonly #poison: Partial<Record<PoisonKind, number>> = {};
  #inputLines: number | undefined;
  #blankLines = 0;
  #rejectedLines = 0;
  #deadLetteredLines = 0;

  constructor(producer: string, hasInput: boolean) {
    this.producer = producer;
    this.#inputLines = hasInput ? 0 : undefined;
  }

  /** Counts a record that is about to be sent, and gives it its sequence. */
  send(poison?: PoisonKind): number {
    if (poison !== undefined) this.#poison[poison] = (this.#poison[poison] ?? 0) + 1;
    return this.#sent++;
  }

  acknowledged(): void {
    this.#acknowledged++;
  }

  /** Counts a record that was not acknowledged. */
  refused(sequence: number, definite: boolean): void {
    (definite ? this.#failed : this.#uncertain).push(sequence);
  }

  line(lineNumber: number): void {
    this.#inputLines = lineNumber;
  }

  blank(): void {
    this.#blankLines++;
  }

  rejected(): void {
    this.#rejectedLines++;
  }

  deadLettered(): void {
    this.#deadLetteredLines++;
  }

  snapshot(): ProducerStatistics {
    return {
      producer: this.producer,
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      failed: [...this.#failed],
      uncertain: [...this.#uncertain],
      poison: { ...this.#poison },
      inputLines: this.#inputLines,
      blankLines: this.#blankLines,
      rejectedLines: this.#rejectedLines,
      deadLetteredLines: this.#deadLetteredLines,
    };
  }
}
