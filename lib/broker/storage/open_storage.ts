import { FileStorage } from "./files.ts";
import { MemoryStorage } from "./memory.ts";
import type { Storage } from "./storage.ts";

const PROPERTIES = "meta.properties";

/** Which storage is wanted, and how the cluster is called. */
export interface OpenStorageOptions {
  readonly dataDir?: string;
  readonly fsync?: boolean;
  readonly clusterId?: string;
  readonly newClusterId: () => string;
}

/**
 * Opens memory or a data folder. A folder remembers its cluster's id in `meta.properties`.
 *
 * @throws {StorageError} the folder can't be used
 */
export function openStorage(options: OpenStorageOptions): { storage: Storage; clusterId: string } {
  const { dataDir, fsync = false, newClusterId } = options;
  if (dataDir === undefined) {
    return { storage: new MemoryStorage(), clusterId: options.clusterId ?? newClusterId() };
  }
  const storage = new FileStorage(dataDir, { fsync });
  const path = `${dataDir}/${PROPERTIES}`;
  const known = clusterIdIn(path);
  const clusterId = options.clusterId ?? known ?? newClusterId();
  if (clusterId !== known) {
    Deno.writeTextFileSync(path, `version=1\ncluster.id=${clusterId}\n`);
  }
  return { storage, clusterId };
}

function clusterIdIn(path: string): string | undefined {
  try {
    return /^cluster\.id=(.+)$/m.exec(Deno.readTextFileSync(path))?.[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
