import { BenchClient } from "./bench_client.ts";
import { benchTopic } from "./bench_topic.ts";
import type { ClientJob } from "./client_job.ts";
import { alternate, type Contender, speedRatio } from "./measure.ts";
import type { Finding } from "./report.ts";
import type { Workload } from "./workload.ts";

const COMMIT_EVERY = 1000;
const CLUSTER_GOAL = 0.9;
const CLIENT_GOAL = 0.95;

/** What is measured, how often, and who is told. */
export interface Measuring {
  readonly workload: Workload;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly tell: (finding: Finding) => void;
}

/** A client on a cluster. */
interface Pairing {
  readonly name: string;
  readonly client: BenchClient;
  readonly address: string;
}

/** kafkajs on the embedded cluster, beside kafkajs on Apache Kafka. */
export async function compareClusters(
  addresses: { readonly embedded: string; readonly kafka: string },
  measuring: Measuring,
): Promise<void> {
  using client = new BenchClient("kafkajs", measuring.signal);
  const pairings = [
    { name: "embedded cluster", client, address: addresses.embedded },
    { name: "Apache Kafka", client, address: addresses.kafka },
  ];
  await compare("by kafkajs, embedded : Apache Kafka", pairings, CLUSTER_GOAL, measuring);
}

/** Our producer and consumer beside kafkajs, both on the embedded cluster. */
export async function compareClients(address: string, measuring: Measuring): Promise<void> {
  using workshop = new BenchClient("workshop", measuring.signal);
  using kafkajs = new BenchClient("kafkajs", measuring.signal);
  const pairings = [
    { name: "ours", client: workshop, address },
    { name: "kafkajs", client: kafkajs, address },
  ];
  await compare("on the embedded cluster, ours : kafkajs", pairings, CLIENT_GOAL, measuring);
}

async function compare(
  what: string,
  pairings: readonly Pairing[],
  goal: number,
  measuring: Measuring,
): Promise<void> {
  const producing = pairings.map((pairing) => ({
    name: pairing.name,
    once: () => produceOnce(pairing, measuring.workload),
  }));
  await compareContenders(`Produce ${what}`, producing, goal, measuring);
  await using topics = await filledTopics(pairings, measuring.workload);
  const consuming = pairings.map(({ name, client, address }, index) => ({
    name,
    once: () => client.run(jobOf("consume", address, topics.names[index]!, measuring.workload)),
  }));
  await compareContenders(`Consume ${what}`, consuming, goal, measuring);
}

/** The first run of each compiles code and fills caches: it does not count. */
async function compareContenders(
  what: string,
  contenders: readonly Contender[],
  goal: number,
  { runs, signal, tell }: Measuring,
): Promise<void> {
  for (const contender of contenders) await contender.once();
  const results = await alternate(contenders, { runs, signal });
  tell({ what, value: speedRatio(results[0]!, results[1]!), unit: "ratio", goal, results });
}

async function produceOnce({ client, address }: Pairing, workload: Workload): Promise<number> {
  await using topic = await benchTopic(address, workload.partitions);
  return await client.run(jobOf("produce", address, topic.name, workload));
}

async function filledTopics(pairings: readonly Pairing[], workload: Workload) {
  const stack = new AsyncDisposableStack();
  const names: string[] = [];
  for (const { client, address } of pairings) {
    const topic = stack.use(await benchTopic(address, workload.partitions));
    await client.run(jobOf("produce", address, topic.name, workload));
    names.push(topic.name);
  }
  return { names, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function jobOf(
  work: ClientJob["work"],
  address: string,
  topic: string,
  workload: Workload,
): ClientJob {
  return { work, address, topic, workload, commitEvery: COMMIT_EVERY };
}
