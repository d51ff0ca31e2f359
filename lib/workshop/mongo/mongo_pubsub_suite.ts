import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { DataStorage } from "../../storage/mod.ts";
import { DataConsumer, DataProducer } from "../../systems/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { MongoServer } from "./mongo_server.ts";

Deno.test("data items that were produced are all found in MongoDB, by id and by their fields", async () => {
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path });
  await using cluster = await Cluster.start();
  const variables: Record<string, string> = {
    KAFKA_BOOTSTRAP_SERVERS: cluster.bootstrapServers,
    MONGODB_URI: server.uri,
    MONGODB_DATABASE: "pubsub",
    FAILED_MESSAGES_PATH: `${folder.path}/failed.jsonl`,
  };
  const config = { env: (name: string) => variables[name] };
  await using producer = new DataProducer({ config });
  await using consumer = new DataConsumer(config);
  const running = consumer.run();
  const batch = producer.generateData(120);
  assertEquals(await producer.sendBatch(batch), 120);
  await using storage = new DataStorage({ mongodbUri: server.uri, mongodbDatabase: "pubsub" });
  const kept = async () => (await storage.get({}, 500)).length;
  await waitFor(async () => await kept() === 120, { what: "120 items", timeoutMs: 60_000 });
  for (const [id, value] of batch) assertEquals(await storage.get({ id }), [{ ...value }]);
  consumer.stop();
  assertEquals((await running).messages.stored, 120);
  const [, value] = batch[0]!;
  assertEquals(await storage.get({ name: value.name, created_at: value.created_at }), [{
    ...value,
  }]);
  const ofSource = batch.filter(([, each]) => each.metadata?.source === "system-a");
  assertEquals((await storage.get({ "metadata.source": "system-a" }, 500)).length, ofSource.length);
  assertEquals(await consumer.processMessage(value), true);
  assertEquals(await kept(), 120);
});
