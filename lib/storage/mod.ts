/**
 * The port to a store of documents; SQLite and MongoDB behind it.
 *
 * @module
 */
export {
  type DataQuery,
  DataStorage,
  type DataStorageConfig,
  type StoredData,
} from "./data_storage.ts";
export { StoreError, type StoreErrorDetails } from "./errors.ts";
export { measuredStore, type MeasuredStoreOptions } from "./measured_store.ts";
export { type MongoStoreOptions, openMongoStore } from "./mongo.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite.ts";
export type * from "./store.ts";
export { watchedStore, type WatchedStoreOptions } from "./watched_store.ts";
