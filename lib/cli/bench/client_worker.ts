import process from "node:process";
import { messageOf } from "../../core/mod.ts";
import type { ClientAnswer, ClientJob } from "./client_job.ts";

/** One client in a Worker: kafkajs here is kafkajs as it comes, without the guards of our port. */
interface WorkerScope {
  readonly name: string;
  onmessage: ((event: MessageEvent<ClientJob>) => void) | null;
  postMessage(answer: ClientAnswer): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = async ({ data: job }) => {
  try {
    scope.postMessage({ ms: await run(job) });
  } catch (error) {
    scope.postMessage({ error: messageOf(error) });
  }
};

async function run(job: ClientJob): Promise<number> {
  const { work, address, topic, workload, commitEvery } = job;
  const options = { records: workload.records, commitEvery };
  if (scope.name === "kafkajs") {
    // Left alone, kafkajs arms timers with negative delays, and Node's layer warns of each.
    process.removeAllListeners("warning");
    const { consumeByKafkajs, produceByKafkajs } = await import("./kafkajs_bench.ts");
    return work === "produce"
      ? await produceByKafkajs(address, topic, workload)
      : await consumeByKafkajs(address, topic, options);
  }
  if (scope.name === "platformatic") {
    const { consumeByPlatformatic, produceByPlatformatic } = await import(
      "./platformatic_bench.ts"
    );
    return work === "produce"
      ? await produceByPlatformatic(address, topic, workload)
      : await consumeByPlatformatic(address, topic, options);
  }
  const { consumeByWorkshop, produceByWorkshop } = await import("./workshop_client.ts");
  return work === "produce"
    ? await produceByWorkshop(address, topic, workload)
    : await consumeByWorkshop(address, topic, options);
}
