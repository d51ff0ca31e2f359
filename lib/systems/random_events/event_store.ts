import { type Meter, nullMeter } from "../../core/mod.ts";
import { measuredStore, openSqliteStore, type Store } from "../../storage/mod.ts";

/** Where random events are kept. */
export interface EventStoreOptions {
  /** Path of the SQLite file, or `:memory:`; several Workers may open the same file. */
  readonly path: string;
  /** Where its measures go. @default {nowhere} */
  readonly meter?: Meter;
}

/**
 * Opens the store of random events. What it is asked for goes by id, time and counters: no field of
 * an event has an index of its own, since every insert would pay for it.
 *
 * @throws {ConfigError} when the file or its folder can't be made or written
 */
export function openEventStore({ path, meter = nullMeter }: EventStoreOptions): Store {
  return measuredStore(openSqliteStore({ path }), { meter });
}
