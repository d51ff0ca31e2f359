import { abortable, messageOf, systemClock, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { hasCommittedAll } from "../committed_all.ts";
import { closeBooks } from "./closing.ts";
import type { ShownFinding } from "./findings_text.ts";
import { type Ground, layGround } from "./ground.ts";
import type { Books } from "./books.ts";
import { liveView } from "./live_view.ts";
import { type GroupPicture, moveMembers, pictureLines } from "./member_moves.ts";
import { type MemoryFigures, MemoryLine } from "./memory_line.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";
import type { DemoPlan } from "./plan.ts";
import { groupOf, nameOf, SHUTDOWN_MS } from "./role_config.ts";
import { Steps } from "./steps.ts";
import { demandWindows, openWindows, type Windows } from "./windows.ts";

/** What came of a demo. */
export interface DemoOutcome {
  readonly scenario: string;
  readonly cluster: { readonly kind: string; readonly version: string; readonly clusterId: string };
  readonly seed: string;
  /** How long the producer ran, in milliseconds. */
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Why the producer could not go on: an input that ends damaged. */
  readonly problem: string | undefined;
  readonly consumerRestarts: number;
  readonly memory: MemoryFigures;
  /** How the first group shared its partitions out whenever a member had come, gone or crashed. */
  readonly pictures: readonly GroupPicture[];
  /** What was found out about the records, as the consumers sum it up. */
  readonly findings: readonly ShownFinding[];
  readonly ledger: Books;
}

/** How long reading the log, the DLQ and the store may take, also when a signal leaves no more. */
const BOOKS_MS = { patient: 120_000, hurried: 2500 };
/** A little more than the consumers grant themselves: see {@link SHUTDOWN_MS}. */
const CREW_MS = SHUTDOWN_MS + 500;
const DRAIN_TIMEOUT_MS = 120_000;
const LOOK_EVERY_MS = 1000;
const LONGEST_MOVE_MS = 15_000;

/** Runs the whole system until the signal, the time or the input ends it, and draws its ledger. */
export async function runDemo(
  plan: DemoPlan,
  { signal, print }: { readonly signal: AbortSignal; readonly print: (line: string) => void },
): Promise<DemoOutcome> {
  demandWindows(plan);
  await using opened = new AsyncDisposableStack();
  const ground = await layGround(plan, new Steps(print), opened);
  const pipeline = await startPipeline(ground, opened);
  const windows = openWindows(ground, pipeline, opened);
  const memory = opened.use(new MemoryLine());
  const begunMs = performance.now();
  windows.health.started();
  const pictures = await play(plan, { pipeline, windows, signal, print });
  const durationMs = Math.round(performance.now() - begunMs);
  windows.health.drain();
  const { ledger, interrupted, problem } = await end({ ground, pipeline, signal, print });
  const { kind, version, clusterId } = pipeline.cluster;
  return {
    scenario: plan.scenario.name,
    cluster: { kind, version, clusterId },
    seed: plan.seed,
    durationMs,
    interrupted,
    problem,
    consumerRestarts: pipeline.crew.restarts,
    memory: memory.figures(),
    pictures,
    findings: plan.scenario.consumers.flatMap((consumer) => {
      const found = consumer.role.breakdowns?.(pipeline.crew.statistics(consumer)) ?? [];
      return found.map((breakdown) => ({ consumer: consumer.name, ...breakdown }));
    }),
    ledger,
  };
}

/** Shows the running system until the producer ends, the time is up or the signal comes. */
async function play(
  plan: DemoPlan,
  { pipeline, windows, signal, print }: PlayParts,
): Promise<GroupPicture[]> {
  const { durationMs } = plan;
  const over = new AbortController();
  const timer = durationMs === undefined ? undefined : setTimeout(() => over.abort(), durationMs);
  const ended = AbortSignal.any([signal, over.signal]);
  using view = liveView({ quiet: plan.json });
  // Without an end of their own they end with the demo; a single producer ends it with its input.
  Promise.all(pipeline.producers.map(({ closed }) => closed)).finally(() => over.abort())
    .catch(() => {});
  const pictures: GroupPicture[] = [];
  const moving = plan.scenario.membersMove
    ? moveMembers({
      crew: pipeline.crew,
      orders: pipeline.orders,
      look: async () => (await windows.watch.groups())[0],
      show: (picture) => {
        pictures.push(picture);
        view.say(pictureLines(picture), print);
      },
      everyMs: moveEveryMs(durationMs),
      signal: ended,
    })
    : Promise.resolve();
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
  await moving;
  return pictures;
}

interface PlayParts {
  readonly pipeline: Pipeline;
  readonly windows: Windows;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Each of the three moves has its turn in a run that ends by itself, and time to be seen. */
function moveEveryMs(durationMs = Infinity): number {
  return Math.min(LONGEST_MOVE_MS, durationMs / 10);
}

/** Ends producer and consumers in their order and draws the ledger. */
async function end(
  parts: EndParts,
): Promise<Pick<DemoOutcome, "ledger" | "interrupted" | "problem">> {
  const { ground: { plan, stores, logger }, pipeline, signal, print } = parts;
  const { producers, crew, cluster } = pipeline;
  print("Ending: what was sent is processed, then log, DLQ and store are read again");
  const produced = await Promise.all(producers.map((producer) => producer.stop()));
  const closed = Promise.all(producers.map((producer) => producer.closed));
  const problem = await closed.then(() => undefined, messageOf);
  if (!signal.aborted) await drained(parts);
  await crew.stop(CREW_MS);
  const interrupted = signal.aborted;
  await using reader = connectKafka(cluster.connection, { logger });
  const ledger = await closeBooks({
    plan,
    kafka: reader,
    stores,
    produced,
    consumed: (consumer) => crew.statistics(consumer),
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

/** Waits until every group has committed all of its topics; what is left the ledger tells. */
async function drained({ ground: { plan }, pipeline, signal }: EndParts): Promise<void> {
  const groups = plan.scenario.consumers.map((consumer) => ({
    groupId: groupOf(plan, consumer),
    topics: consumer.role.topics.map((topic) => nameOf(plan, topic)),
  }));
  const all = async () => {
    await using admin = await pipeline.kafka.admin();
    for (const { groupId, topics } of groups) {
      if (!await hasCommittedAll(admin, groupId, topics)) return false;
    }
    return true;
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
