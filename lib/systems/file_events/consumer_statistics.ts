import type { ValidationStage } from "../../schemas/mod.ts";
import type { ConsumingStatistics } from "../consuming.ts";

/** What a consumer has found out about file and user events. */
export interface FileEventCounts {
  /** Events stored for the first time. */
  readonly stored: number;
  /** Events that were stored before, by their id. */
  readonly repeated: number;
  /** Events stored for the first time, by type. */
  readonly byType: Readonly<Record<string, number>>;
  /** Records refused, by the stage of validation that did so. */
  readonly refused: Readonly<Record<ValidationStage, number>>;
}

/** What a consumer of file and user events has done. */
export interface FileEventsStatistics extends ConsumingStatistics {
  /** Events and refusals. */
  readonly events: FileEventCounts;
}

/** Counts what becomes of file and user events. */
export class FileEventTally {
  #stored = 0;
  #repeated = 0;
  readonly #byType: Record<string, number> = {};
  readonly #refused = { envelope: 0, event_type: 0, payload: 0 };

  /** Counts an event that was stored for the first time. */
  stored(type: string): void {
    this.#stored++;
    this.#byType[type] = (this.#byType[type] ?? 0) + 1;
  }

  /** Counts an event that was stored before. */
  repeated(): void {
    this.#repeated++;
  }

  /** Counts a refusal. */
  refused(stage: ValidationStage): void {
    this.#refused[stage]++;
  }

  /** The counts of now. */
  snapshot(): FileEventCounts {
    return {
      stored: this.#stored,
      repeated: this.#repeated,
      byType: { ...this.#byType },
      refused: { ...this.#refused },
    };
  }
}
