import { WorkshopError } from "../../core/mod.ts";
import { readText, removeFolder } from "./jars.ts";

/** Also what a fetch is about to put in place begins like this. */
const JARS = "libs";
const LOCK = "start.lock";

/** What runs the brokers. */
export type Engine = "java" | "docker";

/** One broker of the kept cluster. */
export interface BrokerRecord {
  /** Its id. */
  readonly id: number;
  /** Where clients connect. */
  readonly port: number;
  /** Where brokers connect, and whoever looks after a secure cluster; `undefined` when stopped. */
  readonly internalPort?: number;
  /** The Java process; `undefined` when stopped, or in a container. */
  readonly pid?: number;
}

/** What a data folder says of its cluster: `cluster.json`. */
export interface ClusterRecord {
  /** What runs it. */
  readonly engine: Engine;
  /** The id that it was formatted with. */
  readonly clusterId: string;
  /** The version of Apache Kafka. */
  readonly kafkaVersion: string;
  /** Whether it has TLS, logins and an authorizer. @default {false} */
  readonly secure?: boolean;
  /** Its brokers, by their ids. */
  readonly brokers: readonly BrokerRecord[];
}

/** The record of a data folder, `undefined` when no cluster was ever started in it. */
export async function readRecord(dir: string): Promise<ClusterRecord | undefined> {
  const text = await readText(recordPath(dir));
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as ClusterRecord;
    if (Array.isArray(record.brokers) && typeof record.clusterId === "string") return record;
  } catch {
    // Falls through to the error below.
  }
  throw new WorkshopError(
    `${recordPath(dir)} can't be read as a cluster's record: remove the folder ${dir} by hand`,
    { code: "DATA_FOLDER_BROKEN" },
  );
}

/** Replaces the record in one step, so that a crash leaves the old one or the new one. */
export async function writeRecord(dir: string, record: ClusterRecord): Promise<void> {
  const part = `${recordPath(dir)}.part`;
  await Deno.writeTextFile(part, JSON.stringify(record, null, 2) + "\n");
  await Deno.rename(part, recordPath(dir));
}

/**
 * Makes sure that a data folder is there and ours.
 *
 * @throws {WorkshopError} code `DATA_FOLDER_FOREIGN` when it holds what no cluster of ours wrote
 */
export async function claimFolder(dir: string): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true });
    if (await readText(recordPath(dir)) !== undefined) return;
    for await (const entry of Deno.readDir(dir)) {
      if (isOurs(entry.name)) continue;
      throw new WorkshopError(
        `The folder ${dir} holds ${entry.name}, which no Apache Kafka of this workshop wrote: ` +
          "move it away first",
        { code: "DATA_FOLDER_FOREIGN" },
      );
    }
  } catch (error) {
    if (error instanceof WorkshopError) throw error;
    throw new WorkshopError(
      `The folder ${dir} can't be used for Apache Kafka's data: make it writable`,
      { code: "DATA_FOLDER_UNUSABLE", cause: error },
    );
  }
}

/** What a start leaves behind that failed before there was a record. */
function isOurs(name: string): boolean {
  return /^(libs|broker-\d+|security|start\.lock|cluster\.json)/.test(name);
}

/**
 * Removes a data folder's contents but for the jars, and the folder when nothing is left in it.
 *
 * @returns whether there was anything to remove
 */
export async function removeData(dir: string): Promise<boolean> {
  let removed = false;
  let kept = false;
  for (const { name } of await Array.fromAsync(Deno.readDir(dir))) {
    if (name.startsWith(JARS)) {
      kept = true;
      continue;
    }
    removed ||= name !== LOCK;
    await removeFolder(`${dir}/${name}`);
  }
  if (!kept) await removeFolder(dir);
  return removed || !kept;
}

/** Does the work while no other process does such work in the same data folder. */
export async function withFolderLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  using file = await Deno.open(`${dir}/${LOCK}`, { create: true, write: true });
  await file.lock(true);
  try {
    return await work();
  } finally {
    await file.unlock();
  }
}

function recordPath(dir: string): string {
  return `${dir}/cluster.json`;
}
