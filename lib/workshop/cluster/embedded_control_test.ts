import { startClusterInWorker } from "../../broker/mod.ts";
import { controlCases } from "./_control_cases.ts";
import { embeddedControl } from "./embedded_control.ts";

Deno.test("the control of three embedded brokers", async (t) => {
  await using cluster = await startClusterInWorker({ brokers: 3 });
  await controlCases(t, {
    control: embeddedControl(cluster, [0, 1, 2]),
    connection: { bootstrapServers: cluster.bootstrapServers.split(",") },
  });
});
