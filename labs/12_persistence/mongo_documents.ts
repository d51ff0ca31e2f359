import type { Collection } from "mongodb";
import { asked, type Content, type DocumentStore } from "./document_store.ts";

interface Stored {
  readonly _id: string;
  readonly version: number;
  readonly value: Content;
}

const DUPLICATE_KEY = 11000;

/** An empty store of documents in MongoDB; its collection is dropped at the end. */
export async function mongoDocuments(
  uri: string,
  name: string,
): Promise<DocumentStore & AsyncDisposable> {
  const { MongoClient } = await import("mongodb");
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000, socketTimeoutMS: 5000 });
  const documents: Collection<Stored> = client.db("workshop_labs").collection(name);
  await client.connect();
  return {
    name: "MongoDB",
    async get(id) {
      const found = await documents.findOne({ _id: { $eq: asked.id(id) } });
      return found === null ? undefined : { value: found.value, version: found.version };
    },
    async put(id, value) {
      const set = { $set: { value: copy(value) }, $inc: { version: 1 } };
      await documents.updateOne({ _id: { $eq: asked.id(id) } }, set, { upsert: true });
    },
    async putIf(id, value, given) {
      const version = given ?? undefined;
      if (version === undefined) return await insert(documents, asked.id(id), copy(value));
      const { matchedCount } = await documents.updateOne(
        { _id: { $eq: asked.id(id) }, version: { $eq: version } },
        { $set: { value: copy(value) }, $inc: { version: 1 } },
      );
      return matchedCount === 1;
    },
    async add(id, field, amount) {
      const by = { version: 1, [`value.${asked.field(field)}`]: asked.amount(amount) };
      await documents.updateOne({ _id: { $eq: asked.id(id) } }, { $inc: by }, { upsert: true });
    },
    async [Symbol.asyncDispose]() {
      await documents.drop().catch(() => {});
      await client.close();
    },
  };
}

async function insert(documents: Collection<Stored>, _id: string, value: Content) {
  try {
    await documents.insertOne({ _id, version: 1, value });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
    throw error;
  }
}

/** Only what JSON holds goes in, as into SQLite. */
function copy(value: Content): Content {
  return JSON.parse(asked.json(value));
}
