import { type Meter, nullMeter } from "../core/mod.ts";
import { measuredStore, openMongoStore, openSqliteStore, type Store } from "../storage/mod.ts";
import type { SystemSettings } from "./system_settings.ts";

/** The settings that say where documents are kept. */
export type StoreSettings = Pick<SystemSettings, "storePath" | "mongodbUri" | "mongodbDatabase">;

/** What a system keeps. */
export interface StoreNeed {
  /** The MongoDB collection of its documents. */
  readonly collection: string;
  /** Paths of body fields that queries name often; each makes every insert dearer. @default {[]} */
  readonly indexes?: readonly string[];
}

/**
 * Opens the store that the settings name: MongoDB where there is a connection string, else the
 * SQLite file.
 *
 * @throws {ConfigError} when it can't be opened as the settings say
 * @throws {StoreError} an outage, when MongoDB does not answer
 */
export async function openConfiguredStore(
  { storePath, mongodbUri, mongodbDatabase }: StoreSettings,
  { collection, indexes = [] }: StoreNeed,
  meter: Meter = nullMeter,
): Promise<Store> {
  if (mongodbUri === undefined) {
    return measuredStore(openSqliteStore({ path: storePath, indexes }), { meter });
  }
  const store = await openMongoStore({
    uri: mongodbUri.reveal(),
    ...(mongodbDatabase !== undefined && { database: mongodbDatabase }),
    collection,
    indexes,
  });
  return measuredStore(store, { meter });
}
