import { Cluster, startClusterInWorker } from "../../broker/mod.ts";
import { ApacheKafka, describeCluster } from "../../workshop/cluster/mod.ts";
import { median, timed } from "./measure.ts";

/** How long clusters take from their start to their first answer, in milliseconds. */
export interface StartupTimes {
  readonly embeddedMs: number;
  readonly embeddedInWorkerMs: number;
  readonly apacheKafkaMs: number;
}

/** Starts each kind of cluster and asks it a question; the embedded ones several times. */
export async function startupTimes(
  runs: number,
  startKafka: () => Promise<ApacheKafka>,
): Promise<{ readonly times: StartupTimes; readonly kafka: ApacheKafka }> {
  const embedded: number[] = [];
  const inWorker: number[] = [];
  for (let run = 0; run < runs; run++) {
    embedded.push(await firstAnswer(() => Cluster.start()));
    inWorker.push(await firstAnswer(() => startClusterInWorker()));
  }
  let kafka: ApacheKafka | undefined;
  const apacheKafkaMs = await timed(async () => kafka = await startKafka());
  return {
    times: {
      embeddedMs: median(embedded),
      embeddedInWorkerMs: median(inWorker),
      apacheKafkaMs,
    },
    kafka: kafka!,
  };
}

async function firstAnswer(
  start: () => Promise<AsyncDisposable & { readonly bootstrapServers: string }>,
): Promise<number> {
  const startMs = performance.now();
  await using cluster = await start();
  await describeCluster(Number(cluster.bootstrapServers.split(":")[1]));
  return performance.now() - startMs;
}
