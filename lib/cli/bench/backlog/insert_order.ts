/** Who inserts: a bare loop over node:sqlite, or the store of random events. */
export type Inserter = "bare" | "store";

/** What is to be inserted. */
export interface InsertOrder {
  readonly by: Inserter;
  /** The SQLite file, which is not there yet. */
  readonly path: string;
  readonly records: number;
  /** Records of one transaction. */
  readonly batchRecords: number;
  /** Size of an event's text before it is processed, in bytes. */
  readonly valueBytes: number;
}

/** What the inserts came to. */
export interface InsertRun {
  /** Time in transactions, in milliseconds. */
  readonly ms: number;
  /** Time of processors in it, in milliseconds. */
  readonly cpuMs: number;
  /** Rows in the table. */
  readonly records: number;
}

/** What it came to, or why it failed. */
export type InsertAnswer = InsertRun | { readonly error: string };
