import { type Profiler, Session } from "node:inspector/promises";

/** A share of a thread's time. */
export interface Share {
  /** A function and its file, or what else the thread was at: idle, collecting garbage. */
  readonly where: string;
  readonly percent: number;
}

const SAMPLE_EVERY_US = 500;
/** Less is not worth a line. */
const LEAST_PERCENT = 3;
/** What watching itself costs, most of it before the work begins. */
const WATCHING = "ext:deno_node/inspector.js";

/** Runs some work and tells what this thread spent its time on meanwhile, the longest first. */
export async function profiled(work: () => Promise<unknown>): Promise<readonly Share[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
    await session.post("Profiler.start");
    await work();
    const { profile } = await session.post("Profiler.stop");
    return shares(profile);
  } finally {
    session.disconnect();
  }
}

/** The time of each function by itself, without what it called. */
export function shares({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Share[] {
  const names = new Map(
    nodes.filter(({ callFrame }) => callFrame.url !== WATCHING)
      .map(({ id, callFrame }) => [id, nameOf(callFrame)]),
  );
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = names.get(id);
    if (name === undefined) continue;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[at]!);
  }
  const whole = times.values().reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([where, time]) => ({ where, percent: 100 * time / whole }))
    .filter(({ percent }) => percent >= LEAST_PERCENT)
    .sort((a, b) => b.percent - a.percent);
}

function nameOf({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  const file = url.split("/").slice(-2).join("/");
  return file === "" ? functionName : `${functionName || "(anonymous)"} in ${file}`;
}
