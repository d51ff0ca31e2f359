import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { WorkshopError } from "../core/mod.ts";
import { connectKafka, type Kafka, type Transaction } from "../kafka/mod.ts";
import { ask } from "./_registry.ts";
import { startRegistry } from "./registry.ts";

/** When a commit says that nothing is known of it. */
type Loss = "before" | "after";

/** Kafka whose next commit fails with an unknown outcome: before it was done, or after. */
function losing(kafka: Kafka, losses: Loss[]): Kafka {
  const spoiled = (transaction: Transaction): Transaction => ({
    produce: (batch, options) => transaction.produce(batch, options),
    sendOffsets: (...args) => transaction.sendOffsets(...args),
    abort: () => transaction.abort(),
    async commit() {
      const loss = losses.shift();
      if (loss !== "before") await transaction.commit();
      if (loss === undefined) return;
      throw new WorkshopError("Nobody knows", { code: "LOST", retriable: true, definite: false });
    },
  });
  return {
    admin: () => kafka.admin(),
    producer: (options) => kafka.producer(options),
    joinGroup: (options) => kafka.joinGroup(options),
    assign: (options) => kafka.assign(options),
    read: (options) => kafka.read(options),
    async transactional(id, options) {
      const session = await kafka.transactional(id, options);
      return {
        get transactionalId() {
          return session.transactionalId;
        },
        get usable() {
          return session.usable;
        },
        partitionCount: (topic) => session.partitionCount(topic),
        begin: async () => spoiled(await session.begin()),
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose](),
  };
}

for (const loss of ["before", "after"] as const) {
  Deno.test(`a change of which nobody knows, lost ${loss} its commit, is done once`, async () => {
    await using cluster = await Cluster.start();
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    const losses: Loss[] = [];
    await using registry = await startRegistry(losing(kafka, losses), { port: 0 });
    await ask(registry.url, "POST /subjects/a/versions", { schema: '"int"' });
    losses.push(loss);
    const deleted = await ask(registry.url, "DELETE /subjects/a/versions/1");
    assertEquals([deleted.status, deleted.body], [200, 1]);
    losses.push(loss);
    const registered = await ask(registry.url, "POST /subjects/a/versions", { schema: '"long"' });
    assertEquals(registered.body, { id: 2 });
    assertEquals(losses, []);
    assertEquals((await ask(registry.url, "GET /subjects/a/versions?deleted=true")).body, [1, 2]);
  });
}
