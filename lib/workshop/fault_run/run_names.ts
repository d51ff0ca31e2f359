import { freshSeed } from "../../core/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";
import type { RunFault, RunNames } from "./run_fault.ts";
import { INPUT_PARTITIONS } from "./run_plan.ts";

/** Fresh names, not from the seed: a replay must not meet what an earlier run left behind. */
export function namesOf({ moreTopics = [] }: RunFault): RunNames {
  const run = `faults-${freshSeed()}`;
  return {
    input: `${run}-input`,
    deadLetters: `${run}-DLQ`,
    output: `${run}-output`,
    group: `${run}-group`,
    more: Object.fromEntries(moreTopics.map((name) => [name, `${run}-${name}`])),
  };
}

/** Makes the topics of a run; where brokers are killed, with copies on all of them. */
export async function makeTopics(
  admin: Admin,
  { input, output, deadLetters, more }: RunNames,
  { brokers = 1 }: RunFault,
): Promise<void> {
  const replicated = brokers === 3
    ? { replicationFactor: 3, config: { "min.insync.replicas": "2" } }
    : {};
  await admin.createTopics([
    { name: input, partitions: INPUT_PARTITIONS, ...replicated },
    { name: output, partitions: INPUT_PARTITIONS, ...replicated },
    { name: deadLetters, partitions: 2, ...replicated },
    ...Object.values(more).map((name) => ({ name, partitions: 1, ...replicated })),
  ]);
}

/** Removes a run's topics and group from a cluster that others use too. */
export async function removeNames(kafka: Kafka, names: RunNames): Promise<void> {
  const { input, output, deadLetters, group, more } = names;
  await using admin = await kafka.admin();
  await admin.deleteTopics([input, output, deadLetters, ...Object.values(more)]);
  await admin.deleteGroups([group]);
}
