import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { clientsWay } from "./clients_way.ts";
import type { DemoCluster } from "./open_cluster.ts";

const EVERYTHING = { apis: [], clients: [], topics: [], errorsOnly: false, quiet: false };

async function onWay(
  write: boolean,
  body: (way: Awaited<ReturnType<typeof clientsWay>>, straight: string) => Promise<void>,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const embedded = opened.use(await Cluster.start());
  const connection = { bootstrapServers: [embedded.bootstrapServers] };
  const kafka = opened.use(connectKafka(connection));
  const cluster = { kind: "Embedded cluster", connection } as unknown as DemoCluster;
  await body(await clientsWay({ write }, { cluster, kafka, opened }), embedded.bootstrapServers);
}

Deno.test("where the dashboard may change things, clients go through a proxy that it sees", async () => {
  await onWay(true, async ({ wire, kafka, connection }, straight) => {
    assertEquals([connection.bootstrapServers, wire!.address === straight], [
      [wire!.address],
      false,
    ]);
    const seen: string[] = [];
    const stop = wire!.watch(EVERYTHING, (frame) => seen.push(frame.view().api));
    await using admin = await kafka.admin();
    await admin.listTopics();
    await waitFor(() => seen.includes("Metadata"), { what: "the client's question" });
    stop();
  });
});

Deno.test("else they go straight", async () => {
  await onWay(false, ({ wire, connection }, straight) => {
    assertEquals([wire, connection.bootstrapServers], [undefined, [straight]]);
    return Promise.resolve();
  });
});
