import {
  cpuShare,
  cpuTimes,
  type DiskRoom,
  diskRoom,
  type Logger,
  memoryShare,
  messageOf,
  mountOf,
  nullLogger,
} from "../core/mod.ts";
import { metric, type PrometheusMeter } from "./meter.ts";

/** What of this host is measured. */
export interface HostMetricsOptions {
  /** Folders whose file systems are shown, each file system once. @default {["."]} */
  readonly folders?: readonly string[];
  /** Reads the room of a file system. @default {this host's} */
  readonly room?: (mount: string) => Promise<Pick<DiskRoom, "freeBytes" | "sizeBytes">>;
  /** Hears once of a figure that can't be read. @default {nullLogger} */
  readonly logger?: Logger;
}

/**
 * Measures this host at every render: processors (since the render before), memory, and the room of
 * file systems. A figure that a permission forbids is told once and left out.
 *
 * @returns a function that ends it
 */
export function measureHost(
  meter: PrometheusMeter,
  { folders = ["."], room = diskRoom, logger = nullLogger }: HostMetricsOptions = {},
): () => void {
  const figures = {
    processors: processorShare(meter),
    memory: () => meter.gauge(metric("host_memory_usage_ratio")).set(memoryShare()),
    disks: diskRooms(meter, folders, room),
  };
  const removers = Object.entries(figures).map(([name, read]) => {
    const remove = meter.onRender(async () => {
      try {
        await read();
      } catch (error) {
        remove();
        logger.log("WARN", `This host's ${name} can't be measured: ${messageOf(error)}`);
      }
    });
    return remove;
  });
  return () => removers.forEach((remove) => remove());
}

function processorShare(meter: PrometheusMeter): () => void {
  let last: ReturnType<typeof cpuTimes> | undefined;
  return () => {
    const now = cpuTimes();
    // Since the host started, the first time.
    const share = cpuShare(last ?? { busyMs: 0, allMs: 0 }, now);
    if (now.allMs !== last?.allMs) meter.gauge(metric("host_cpu_usage_ratio")).set(share);
    last = now;
  };
}

function diskRooms(
  meter: PrometheusMeter,
  folders: readonly string[],
  room: NonNullable<HostMetricsOptions["room"]>,
): () => Promise<void> {
  const free = meter.gauge(metric("disk_free_bytes"));
  const size = meter.gauge(metric("disk_size_bytes"));
  return async () => {
    for (const mount of new Set(await Promise.all(folders.map(mountOf)))) {
      const { freeBytes, sizeBytes } = await room(mount);
      free.set(freeBytes, { mount });
      size.set(sizeBytes, { mount });
    }
  };
}
