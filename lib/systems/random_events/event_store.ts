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
 * Opens the store of random events, indexed by type and city.
 *
 * @throws {ConfigError} when the file or its folder can't be made or written
 */
export function openEventStore({ path, meter = nullMeter }: EventStoreOptions): Store {
  const store = openSqliteStore({ path, indexes: ["event_type", "location.city"] });
  return measuredStore(store, { meter });
}
