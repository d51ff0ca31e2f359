import process from "node:process";
import { waitFor, WorkshopError } from "../../../core/mod.ts";
import type { FromMember, MemberOrder, ToMember } from "./orders.ts";

/** Members of the group, each in a Worker, as the demo has them. */
export const MEMBERS = 3;

const JOIN_TIMEOUT_MS = 120_000;

/** What came of reading a backlog once. */
export interface CrewRun {
  /** From the moment in which all members had their partitions to the last record's end. */
  readonly ms: number;
  readonly records: number;
  /** Time of processors in it, in milliseconds, the cluster's included. */
  readonly cpuMs: number;
  /** The members' heaps and buffers at their largest, together. */
  readonly heapMb: number;
  /** The memory of the whole process at its largest, the cluster included. */
  readonly processMb: number;
}

/** Lets a group of {@link MEMBERS} read a backlog to its end. */
export async function runCrew(order: MemberOrder, signal: AbortSignal): Promise<CrewRun> {
  using crew = new Crew(signal);
  await crew.join(order);
  using memory = new ProcessMemory();
  const before = process.cpuUsage();
  const beganMs = performance.now();
  const done = await crew.readAll();
  const ms = performance.now() - beganMs;
  const { user, system } = process.cpuUsage(before);
  const { peakMb } = memory;
  await crew.leave();
  const sum = (pick: (report: Done) => number) => done.reduce((all, one) => all + pick(one), 0);
  return {
    ms,
    records: sum(({ records }) => records),
    cpuMs: (user + system) / 1000,
    heapMb: sum(({ peakBytes }) => peakBytes) / 1e6,
    processMb: peakMb,
  };
}

type Done = Extract<FromMember, { kind: "done" }>;

/** The Workers of one run. */
export class Crew implements Disposable {
  readonly #workers: readonly Worker[];
  readonly #assigned: (readonly number[])[] = [];
  readonly #heapBytes = Array.from({ length: MEMBERS }, () => 0);
  readonly #done = Array.from({ length: MEMBERS }, () => Promise.withResolvers<Done>());
  readonly #left = Array.from({ length: MEMBERS }, () => Promise.withResolvers<void>());
  readonly #failure = Promise.withResolvers<never>();
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#failure.reject(this.#signal.reason);

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.throwIfAborted();
    signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#failure.promise.catch(() => {});
    this.#workers = this.#done.map((_, index) => this.#newWorker(index));
  }

  #newWorker(index: number): Worker {
    const worker = new Worker(new URL("./member_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<FromMember>) => {
      if (data.kind === "assigned") this.#assigned[index] = data.partitions;
      else if (data.kind === "memory") this.#heapBytes[index] = data.bytes;
      else if (data.kind === "done") this.#done[index]!.resolve(data);
      else if (data.kind === "left") this.#left[index]!.resolve();
      else this.#fail(data.message);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message);
    };
    return worker;
  }

  /** The members' heaps and buffers, as they told last, together. */
  get heapBytes(): number {
    return this.#heapBytes.reduce((sum, bytes) => sum + bytes);
  }

  #fail(message: string): void {
    this.#failure.reject(
      new WorkshopError(`A member of the group ended early: ${message}`, {
        code: "BENCH_CLIENT_FAILED",
      }),
    );
  }

  /** Resolves when the partitions are shared out among all members. */
  async join(order: MemberOrder): Promise<void> {
    this.#tell({ kind: "join", order });
    const shared = waitFor(() => this.#isShared(order.counts.length), {
      what: "the members to share out the partitions",
      timeoutMs: JOIN_TIMEOUT_MS,
      intervalMs: 20,
    });
    await Promise.race([shared, this.#failure.promise]);
  }

  #isShared(partitions: number): boolean {
    const shares = this.#workers.map((_, index) => this.#assigned[index] ?? []);
    return shares.every(({ length }) => length > 0) && new Set(shares.flat()).size === partitions &&
      shares.flat().length === partitions;
  }

  /** Resolves when every member has had all records of its partitions. */
  async readAll(): Promise<readonly Done[]> {
    this.#tell({ kind: "go" });
    const all = Promise.all(this.#done.map(({ promise }) => promise));
    return await Promise.race([all, this.#failure.promise]);
  }

  async leave(): Promise<void> {
    this.#tell({ kind: "leave" });
    const all = Promise.all(this.#left.map(({ promise }) => promise));
    await Promise.race([all, this.#failure.promise]);
  }

  #tell(message: ToMember): void {
    for (const worker of this.#workers) worker.postMessage(message);
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    for (const worker of this.#workers) worker.terminate();
  }
}

/** The largest resident set of this process while it is watched. */
class ProcessMemory implements Disposable {
  peakMb = Deno.memoryUsage().rss / 1e6;
  readonly #timer = setInterval(() => this.#look(), 50);

  #look(): void {
    this.peakMb = Math.max(this.peakMb, Deno.memoryUsage().rss / 1e6);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
