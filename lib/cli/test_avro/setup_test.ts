import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { RegistryClient, RegistryError } from "../../schemas/mod.ts";
import { trySetup } from "./setup.ts";

Deno.test("a registry that works passes every step, and nothing of it stays there", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using server = await startRegistry(kafka, { port: 0 });
  const registry = new RegistryClient({ url: server.url });
  const lines: string[] = [];
  await trySetup(registry, (line) => lines.push(line));
  const steps = lines.slice(1).map((line) => line.slice(2, 14).trim());
  assertEquals(steps, ["reachable", "registered", "round trip", "evolution", "cleaned up"]);
  assertEquals(lines.filter((line) => line.length > 80), []);
  assertEquals(await registry.subjects({ deleted: true }), []);
});

Deno.test("a registry that is away is told, with what starts one", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const registry = new RegistryClient({ url: `http://127.0.0.1:${port}`, retries: 0 });
  const error = await assertRejects(() => trySetup(registry, () => {}), RegistryError);
  assertStringIncludes(error.message, "deno task registry");
  assertStringIncludes(error.message, "refused");
});
