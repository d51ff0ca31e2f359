import { abortable, messageOf, systemClock, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { closeBooks } from "./closing.ts";
import { type Ground, layGround } from "./ground.ts";
import type { Ledger } from "./ledger.ts";
import { liveView } from "./live_view.ts";
import { type MemoryFigures, MemoryLine } from "./memory_line.ts";
import { type Pipeline, SHUTDOWN_MS, startPipeline } from "./pipeline.ts";
import type { DemoPlan } from "./plan.ts";
import { Steps } from "./steps.ts";
import { openWindows, type Windows } from "./windows.ts";

/** What came of a demo. */
export interface DemoOutcome {
  readonly cluster: { readonly kind: string; readonly version: string; readonly clusterId: string };
  readonly seed: string;
  /** How long the producer ran, in milliseconds. */
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Why the producer could not go on: an input that ends damaged. */
  readonly problem: string | undefined;
  readonly consumerRestarts: number;
  readonly memory: MemoryFigures;
  readonly ledger: Ledger;
}

/** How long reading the log, the DLQ and the store may take, also when a signal leaves no more. */
const BOOKS_MS = { patient: 120_000, hurried: 2500 };
/** A little more than the consumers grant themselves: see {@link SHUTDOWN_MS}. */
const CREW_MS = SHUTDOWN_MS + 500;
const DRAIN_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 1000;

/** Runs the whole system until the signal, the time or the input ends it, and draws its ledger. */
export async function runDemo(
  plan: DemoPlan,
  { signal, print }: { readonly signal: AbortSignal; readonly print: (line: string) => void },
): Promise<DemoOutcome> {
  await using opened = new AsyncDisposableStack();
  const ground = await layGround(plan, new Steps(print), opened);
  const pipeline = await startPipeline(ground, opened);
  const windows = openWindows(ground, pipeline, opened);
  const memory = opened.use(new MemoryLine());
  const begunMs = performance.now();
  windows.health.started();
  await play(plan, { pipeline, windows, signal });
  const durationMs = Math.round(performance.now() - begunMs);
  windows.health.drain();
  const { ledger, interrupted, problem } = await end({ ground, pipeline, signal, print });
  const { kind, version, clusterId } = pipeline.cluster;
  return {
    cluster: { kind, version, clusterId },
    seed: plan.seed,
    durationMs,
    interrupted,
    problem,
    consumerRestarts: pipeline.crew.restarts,
    memory: memory.figures(),
    ledger,
  };
}

/** Shows the running system until the producer ends, the time is up or the signal comes. */
async function play(
  plan: DemoPlan,
  { pipeline, windows, signal }: { pipeline: Pipeline; windows: Windows; signal: AbortSignal },
): Promise<void> {
  const { durationMs } = plan;
  const over = new AbortController();
  const timer = durationMs === undefined ? undefined : setTimeout(() => over.abort(), durationMs);
  const ended = AbortSignal.any([signal, over.signal]);
  using view = liveView({ quiet: plan.json });
  pipeline.producer.closed.finally(() => over.abort()).catch(() => {});
  const begunMs = performance.now();
  let last = { produced: 0, processed: 0, atMs: begunMs };
  while (!ended.aborted) {
    const snapshot = await unlessAborted(windows.watch.snapshot(), ended);
    if (snapshot === undefined) break;
    const atMs = performance.now();
    const perSecond = (count: number) =>
      Math.round(count / Math.max(0.001, (atMs - last.atMs) / 1000));
    view.show(snapshot, {
      elapsedMs: atMs - begunMs,
      endsAfterMs: durationMs,
      dashboardUrl: windows.dashboard.url,
      rates: {
        sent: perSecond(snapshot.traffic.produced - last.produced),
        processed: perSecond(snapshot.traffic.processed - last.processed),
      },
    });
    last = { ...snapshot.traffic, atMs };
    await pause(LOOK_EVERY_MS, ended);
  }
  clearTimeout(timer);
}

/** Ends producer and consumers in their order and draws the ledger. */
async function end(
  parts: EndParts,
): Promise<Pick<DemoOutcome, "ledger" | "interrupted" | "problem">> {
  const { ground: { plan, store, logger }, pipeline, signal, print } = parts;
  const { producer, crew, cluster } = pipeline;
  print("Ending: what was sent is processed, then log, DLQ and store are read again");
  const produced = await producer.stop();
  const problem = await producer.closed.then(() => undefined, messageOf);
  if (!signal.aborted) await drained(parts);
  await crew.stop(CREW_MS);
  const interrupted = signal.aborted;
  await using reader = connectKafka(cluster.connection, { logger });
  const ledger = await closeBooks({
    plan,
    kafka: reader,
    store,
    produced,
    consumed: crew.statistics(),
    interrupted,
    signal: AbortSignal.timeout(interrupted ? BOOKS_MS.hurried : BOOKS_MS.patient),
  });
  return { ledger, interrupted, problem };
}

interface EndParts {
  readonly ground: Ground;
  readonly pipeline: Pipeline;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Waits until everything in the log is stored or in the DLQ; what is left the ledger tells. */
async function drained({ ground: { plan, store }, pipeline, signal }: EndParts): Promise<void> {
  const { kafka, crew } = pipeline;
  const all = async () => {
    await using admin = await kafka.admin();
    const offsets = await admin.topicOffsets(plan.topic);
    const inLog = offsets.reduce((sum, { low, high }) => sum + Number(high - low), 0);
    const { events = 0 } = await store.counters();
    const buried = crew.statistics().reduce((sum, part) => sum + part.consumer.deadLettered, 0);
    return events + buried >= inLog;
  };
  await waitFor(() => all().catch(() => false), {
    what: "the consumers to catch up",
    timeoutMs: DRAIN_TIMEOUT_MS,
    intervalMs: 200,
    signal,
  }).catch(() => {});
}

/** The promise's value, or `undefined` when the signal comes first: a cluster may not answer. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await abortable(work, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return systemClock.sleep(ms, signal).catch(() => {});
}
