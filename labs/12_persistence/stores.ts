import { loadConfig } from "../../lib/config/mod.ts";
import { InconclusiveError } from "../../lib/core/mod.ts";
import { type Pass, pass, type Verdict } from "../../lib/workshop/mod.ts";
import type { DocumentStore } from "./document_store.ts";
import { mongoDocuments } from "./mongo_documents.ts";
import { sqliteDocuments } from "./sqlite_documents.ts";

/** A kind of store. */
export type StoreKind = "SQLite" | "MongoDB";

/** Where each check is tried: SQLite, and MongoDB where a connection string is set. */
export const STORES: readonly StoreKind[] = loadConfig().mongodbUri === undefined
  ? ["SQLite"]
  : ["SQLite", "MongoDB"];

/** Lends an empty store, and removes it afterwards. */
export async function withStore<T>(
  kind: StoreKind,
  use: (store: DocumentStore) => Promise<T>,
): Promise<T> {
  if (kind === "SQLite") {
    using store = sqliteDocuments();
    return await use(store);
  }
  await using store = await openMongo();
  return await use(store);
}

async function openMongo() {
  try {
    const uri = loadConfig().mongodbUri!.reveal();
    return await mongoDocuments(uri, `lab12-${crypto.randomUUID()}`);
  } catch (error) {
    throw new InconclusiveError(
      "MONGODB_URI is set, and no MongoDB can be used there",
      "Start it, or unset MONGODB_URI to be graded on SQLite alone",
      error,
    );
  }
}

/** Runs a check on each store; the first verdict that is none of passing ends it. */
export async function onEachStore(
  run: (store: DocumentStore) => Promise<Verdict>,
): Promise<Verdict> {
  let last: Verdict | undefined;
  for (const kind of STORES) {
    last = await withStore(kind, run);
    if (last.verdict !== "pass") return last;
  }
  return pass({ ...(last as Pass).facts, stores: STORES.join(" and ") });
}
