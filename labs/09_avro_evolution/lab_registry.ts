import { startRegistry } from "../../lib/registry/mod.ts";
import { RegistryClient } from "../../lib/schemas/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";

/** A schema registry on a topic of the lab's own, and a client of it. */
export async function openRegistry(
  context: RunContext,
): Promise<{ readonly registry: RegistryClient } & AsyncDisposable> {
  const topic = await context.topic("schemas", 1, { config: { "cleanup.policy": "compact" } });
  const server = await startRegistry(context.kafka, { port: 0, topic });
  const registry = new RegistryClient({ url: server.url, signal: context.signal });
  return { registry, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
