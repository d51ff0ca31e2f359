import { MongoClient } from "mongodb";
import { openMongoStore } from "./mongo.ts";
import { CONTRACT_INDEXES, type LendStore, testStoreContract } from "./store_contract.ts";

/** The server to test on: `-- --uri=mongodb://…`. */
const URI = Deno.args.find((arg) => arg.startsWith("--uri="))!.slice("--uri=".length);
const DATABASE = "workshop_tests";

testStoreContract("MongoDB", lend);

/** Lends a fresh collection and drops it afterwards. */
async function lend(use: Parameters<LendStore>[0]): Promise<void> {
  const collection = `contract-${crypto.randomUUID()}`;
  const options = { uri: URI, database: DATABASE, collection, indexes: CONTRACT_INDEXES };
  try {
    await use(() => openMongoStore(options));
  } finally {
    const client = new MongoClient(URI);
    await client.db(DATABASE).dropCollection(collection);
    await client.db(DATABASE).dropCollection(`${collection}.sequence`);
    await client.close();
  }
}
