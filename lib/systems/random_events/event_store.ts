import { type Meter, nullMeter } from "../../core/mod.ts";
import { measuredStore, openMongoStore, openSqliteStore, type Store } from "../../storage/mod.ts";
import type { SystemSettings } from "../system.ts";

const COLLECTION = "random_events";

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

/** The settings that say where events are kept. */
export type EventStoreSettings = Pick<
  SystemSettings,
  "storePath" | "mongodbUri" | "mongodbDatabase"
>;

/**
 * Opens the store of random events that the settings name: MongoDB where there is a connection
 * string, else the SQLite file.
 *
 * @throws {ConfigError} when it can't be opened as the settings say
 * @throws {StoreError} an outage, when MongoDB does not answer
 */
export async function openConfiguredEventStore(
  { storePath, mongodbUri, mongodbDatabase }: EventStoreSettings,
  meter: Meter = nullMeter,
): Promise<Store> {
  if (mongodbUri === undefined) return openEventStore({ path: storePath, meter });
  const store = await openMongoStore({
    uri: mongodbUri.reveal(),
    ...(mongodbDatabase !== undefined && { database: mongodbDatabase }),
    collection: COLLECTION,
  });
  return measuredStore(store, { meter });
}
