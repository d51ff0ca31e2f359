import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { loadConfig, type Role } from "../../config/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { consumerNamed, producerNamed, systemNamed, type SystemRole } from "../../systems/mod.ts";
import { hasCommittedAll } from "../committed_all.ts";
import { projectTasks, ROOT } from "./project_tasks.ts";
import { SampleProcess } from "./sample_process.ts";
import { type SampleRun, sampleRunsIn } from "./sample_runs.ts";

const TASKS = await projectTasks();
const PAGES = [...Deno.readDirSync(new URL("docs/systems/", ROOT))].map(({ name }) => name).sort();

for (const page of PAGES) {
  Deno.test(`docs/systems/${page} shows what its commands print`, async () => {
    const runs = sampleRunsIn(await Deno.readTextFile(new URL(`docs/systems/${page}`, ROOT)));
    assertEquals(runs.length > 0, true, "it shows no run");
    await using cluster = await Cluster.start();
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await Deno.mkdir(".runs", { recursive: true });
    const folder = await Deno.makeTempDir({ dir: ".runs" });
    try {
      for (const run of runs) {
        const role = roleOf(run);
        await using process = new SampleProcess(run, TASKS.get(run.task)!, {
          KAFKA_BOOTSTRAP_SERVERS: cluster.bootstrapServers,
          LOG_DIR: folder,
          STORE_PATH: `${folder}/store.sqlite`,
          COMMIT_INTERVAL_MS: "100",
          ...(role !== undefined && servesMetrics(role) && { METRICS_PORT: "0" }),
        });
        await process.printed();
        if (run.task === "consume" && role !== undefined && run.afterStop !== undefined) {
          await caughtUp(kafka, role);
        }
        await process.end();
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** The role that a run starts; topics may have to be made before. */
function roleOf({ task, args: [system = "", name], shown }: SampleRun): SystemRole | undefined {
  if (task === "topics") return undefined;
  const named = name === undefined || name.startsWith("--") ? [] : [name];
  if (task === "produce") return producerNamed(systemNamed(system), ...named);
  if (task === "consume") return consumerNamed(systemNamed(system), ...named);
  throw new Error(`Pages of systems show topics, produce and consume, not: ${shown}`);
}

function servesMetrics({ settings }: SystemRole): boolean {
  return loadConfig({ role: settings as Role, env: () => undefined }).metricsPort !== undefined;
}

/** Resolves when the role's group has committed all that its topics hold. */
async function caughtUp(kafka: Kafka, { settings, topics }: SystemRole): Promise<void> {
  const { consumerGroupId } = loadConfig({ role: settings as Role, env: () => undefined });
  await using admin = await kafka.admin();
  await waitFor(() => hasCommittedAll(admin, consumerGroupId, topics), {
    what: `group ${consumerGroupId} to catch up`,
    timeoutMs: 60_000,
    intervalMs: 100,
  });
}
