/**
 * The port to a store of documents, and its SQLite form.
 *
 * @module
 */
export { StoreError, type StoreErrorDetails } from "./errors.ts";
export { measuredStore, type MeasuredStoreOptions } from "./measured_store.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite.ts";
export type * from "./store.ts";
