import { partitionForKey } from "../../lib/protocol/mod.ts";

/** One question to `partitionFor`. */
export interface Placement {
  readonly key: string;
  readonly partitionCount: number;
}

/** Where the Java client puts it. */
export function javaPartition({ key, partitionCount }: Placement): number {
  return partitionForKey(bytesOf(key), partitionCount);
}

/** Whether an answer names a partition that exists. */
export function exists(answer: unknown, partitionCount: number): answer is number {
  return Number.isInteger(answer) && (answer as number) >= 0 &&
    (answer as number) < partitionCount;
}

/** A key as a message shows it: in quotes, and a long one cut short. */
export function shown(key: string): string {
  if (key.length <= 40) return JSON.stringify(key);
  return `${JSON.stringify(key.slice(0, 24))}… (${key.length} characters)`;
}

/** An answer as a message shows it, whatever it is: text in quotes, an object with its fields. */
export function given(answer: unknown): string {
  return Deno.inspect(answer, { breakLength: Infinity, depth: 2 }).slice(0, 60);
}

/** The key as Kafka stores it. */
export function bytesOf(key: string): Uint8Array {
  return new TextEncoder().encode(key);
}
