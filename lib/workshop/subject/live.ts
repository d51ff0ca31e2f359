/** A client of ours that lives in the learner's process. */
export interface LiveObject {
  /** What learner code is handed. */
  readonly object: unknown;
  /** Ends it with the process. */
  close(): Promise<void>;
}

/** How each kind of live object is made from the options that the harness sent. */
const OPENERS: Readonly<Record<string, (options: never) => Promise<LiveObject>>> = {};

/** Kinds of clients that the harness can have opened beside a learner's function. */
export type LiveKind = "producer" | "kafka";

/** Makes a live object. */
export async function openLive(kind: string, options: unknown): Promise<LiveObject> {
  const opener = OPENERS[kind];
  if (opener === undefined) throw new TypeError(`There is no live object of kind "${kind}"`);
  return await opener(options as never);
}

/** Loads the code of the clients, so that the first opening is not slowed by it. */
export async function preloadClients(): Promise<void> {
}
