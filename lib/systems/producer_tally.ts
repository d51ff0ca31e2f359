/** What a producer has sent to one topic. */
export interface TopicTally {
  /** The topic. */
  readonly topic: string;
  /** The producer's name in the headers of its records. */
  readonly producer: string;
  /** Records handed to Kafka; their sequences in this topic are 0 to `sent − 1`. */
  readonly sent: number;
  /** Records known to be in the log. */
  readonly acknowledged: number;
  /** Sequences of records known not to be in the log. */
  readonly failed: readonly number[];
  /** Sequences of records that may be in the log. */
  readonly uncertain: readonly number[];
}

/** What a producer of a system has done. */
export interface ProducerStatistics {
  /** Records handed to Kafka. */
  readonly sent: number;
  /** Records known to be in the log. */
  readonly acknowledged: number;
  /** Records known not to be in the log. */
  readonly failed: number;
  /** Records that may be in the log. */
  readonly uncertain: number;
  /** The same, topic by topic. */
  readonly topics: readonly TopicTally[];
  /** Records broken on purpose, by the way in which. */
  readonly poison: Readonly<Record<string, number>>;
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
  readonly #producer: string;
  readonly #topics = new Map<string, MutableTally>();
  readonly #poison: Record<string, number> = {};
  #inputLines: number | undefined;
  #blankLines = 0;
  #rejectedLines = 0;
  #deadLetteredLines = 0;

  constructor(producer: string, hasInput: boolean) {
    this.#producer = producer;
    this.#inputLines = hasInput ? 0 : undefined;
  }

  /** Counts a record that is about to be sent, and says as whose how manyth in its topic. */
  send(
    topic: string,
    poison?: string,
  ): { readonly producer: string; readonly sequence: number } {
    if (poison !== undefined) this.#poison[poison] = (this.#poison[poison] ?? 0) + 1;
    return { producer: this.#producer, sequence: this.#in(topic).sent++ };
  }

  /** Counts a record that is in the log. */
  acknowledged(topic: string): void {
    this.#in(topic).acknowledged++;
  }

  /** Counts a record that was not acknowledged. */
  refused(topic: string, sequence: number, definite: boolean): void {
    const { failed, uncertain } = this.#in(topic);
    (definite ? failed : uncertain).push(sequence);
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
    const topics = [...this.#topics].map(([topic, tally]) => ({
      topic,
      producer: this.#producer,
      ...tally,
      failed: [...tally.failed],
      uncertain: [...tally.uncertain],
    }));
    const sum = (count: (tally: TopicTally) => number) =>
      topics.reduce((total, tally) => total + count(tally), 0);
    return {
      sent: sum((tally) => tally.sent),
      acknowledged: sum((tally) => tally.acknowledged),
      failed: sum((tally) => tally.failed.length),
      uncertain: sum((tally) => tally.uncertain.length),
      topics,
      poison: { ...this.#poison },
      inputLines: this.#inputLines,
      blankLines: this.#blankLines,
      rejectedLines: this.#rejectedLines,
      deadLetteredLines: this.#deadLetteredLines,
    };
  }

  #in(topic: string): MutableTally {
    let tally = this.#topics.get(topic);
    if (tally === undefined) {
      tally = { sent: 0, acknowledged: 0, failed: [], uncertain: [] };
      this.#topics.set(topic, tally);
    }
    return tally;
  }
}

interface MutableTally {
  sent: number;
  acknowledged: number;
  readonly failed: number[];
  readonly uncertain: number[];
}
