import { statfs } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname, resolve } from "node:path";

/** Time that this host's processors have spent, summed over all of them. */
export interface CpuTimes {
  /** Working, in milliseconds since the host started. */
  readonly busyMs: number;
  /** Working or idle, in milliseconds since the host started. */
  readonly allMs: number;
}

/** The room of a file system. */
export interface DiskRoom {
  /** All of it, in bytes. */
  readonly sizeBytes: number;
  /** What a program without special rights may still fill, in bytes. */
  readonly freeBytes: number;
  /** Share in use, from 0 to 1, as `df` counts it. */
  readonly usedShare: number;
}

/** What the processors have done so far; two readings give the share of the time between them. */
export function cpuTimes(): CpuTimes {
  let busyMs = 0;
  let allMs = 0;
  for (const { times: { user, nice, sys, irq, idle } } of cpus()) {
    busyMs += user + nice + sys + irq;
    allMs += user + nice + sys + irq + idle;
  }
  return { busyMs, allMs };
}

/** Share of the processors' time in use between two readings, from 0 to 1. */
export function cpuShare(earlier: CpuTimes, later: CpuTimes): number {
  const allMs = later.allMs - earlier.allMs;
  if (allMs <= 0) return 0;
  return Math.min(1, Math.max(0, (later.busyMs - earlier.busyMs) / allMs));
}

/** Share of this host's memory in use, from 0 to 1: what programs could not get at once. */
export function memoryShare(): number {
  const { total, available } = Deno.systemMemoryInfo();
  return total === 0 ? 0 : (total - available) / total;
}

/** The room of the file system that a folder or file lies in. */
export async function diskRoom(path: string): Promise<DiskRoom> {
  const { blocks, bfree, bavail, bsize } = await statfs(path);
  const used = blocks - bfree;
  return {
    sizeBytes: blocks * bsize,
    freeBytes: bavail * bsize,
    usedShare: used + bavail === 0 ? 0 : used / (used + bavail),
  };
}

/**
 * Where the file system that a path lies in is mounted: `/`, `/data`; of a path that isn't there
 * yet, that of the nearest folder above it that is.
 */
export async function mountOf(path: string): Promise<string> {
  let place = resolve(path);
  let device = await deviceOf(place);
  for (let above = dirname(place); above !== place; above = dirname(place)) {
    const deviceAbove = await deviceOf(above);
    if (device !== undefined && deviceAbove !== device) break;
    device = deviceAbove;
    place = above;
  }
  return place;
}

async function deviceOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
