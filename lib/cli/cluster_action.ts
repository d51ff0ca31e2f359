import { ConfigError } from "../core/mod.ts";
import type { Admin, Kafka } from "../kafka/mod.ts";
import { EXIT, type ExitCode } from "./command.ts";
import { openYourCluster } from "./your_cluster.ts";

/** What an action of a task works with. */
export interface ClusterRun<F> {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly flags: F;
  /** What stood after the action's name. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  /** Writes a line for the caller, or JSON. */
  readonly print: (line: string) => void;
}

/** One of the things that a task can do with your cluster. */
export type ClusterAction<F> = (run: ClusterRun<F>) => Promise<ExitCode | void>;

/** A called action. */
export interface CalledAction<F> {
  readonly actions: Readonly<Record<string, ClusterAction<F>>>;
  readonly positionals: readonly string[];
  readonly flags: F & { readonly json: boolean };
  readonly signal: AbortSignal;
}

/** The action that the first argument names. @throws {ConfigError} when there is none */
export function actionNamed<F>(
  actions: Readonly<Record<string, ClusterAction<F>>>,
  name: string,
): ClusterAction<F> {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action;
  throw new ConfigError(`"${name}" is nothing to do: use ${Object.keys(actions).join(", ")}`);
}

/** Does what was called, on the cluster of the environment, whose name is the first line. */
export async function runOnYourCluster<F>(called: CalledAction<F>): Promise<ExitCode> {
  const { actions, positionals: [name = "", ...names], flags, signal } = called;
  const action = actionNamed(actions, name);
  await using cluster = await openYourCluster();
  const { kafka, clusterId, servers } = cluster;
  const head = `Cluster ${clusterId} at ${servers}`;
  if (flags.json) console.error(head);
  else console.log(`${head}\n`);
  await using admin = await kafka.admin();
  const print = (line: string) => console.log(line);
  return await action({ kafka, admin, flags, names, signal, print }) ?? EXIT.ok;
}

/** The one name that an action needs. @throws {ConfigError} when there is none, or another */
export function onlyName(names: readonly string[], what: string): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new ConfigError(
    name === undefined ? `Something is missing: ${what}` : `"${names[1]}" is one argument too many`,
  );
}
