import { openRunFolder } from "../../workshop/mod.ts";
import { measureBacklog } from "./backlog/backlog.ts";
import { backlogRatios, describeBacklog } from "./backlog/describe.ts";
import { describeSteady, runSteady } from "./backlog/steady.ts";
import { ProgressLine } from "./progress_line.ts";

/** A backlog unless somebody wants another size. */
const BACKLOG = { records: 1_000_000, runs: 3 };
/** Ten minutes. */
const STEADY = { records: 3_000_000 };

/** What somebody asked for; what is missing is the usual. */
export interface ShowBacklogOptions {
  readonly records: number | undefined;
  readonly runs: number | undefined;
  /** One line of JSON in place of text. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Measures a backlog through the whole pipeline, and prints it. */
export async function showBacklog(options: ShowBacklogOptions): Promise<void> {
  const { records = BACKLOG.records, runs = BACKLOG.runs, json, signal } = options;
  const report = await inFolder((dir, onBegin) =>
    measureBacklog({ records, runs, dir, signal, onBegin })
  );
  console.log(
    json ? JSON.stringify({ ...report, ratios: backlogRatios(report) }) : describeBacklog(report),
  );
}

/** Runs a steady stream through the whole pipeline, and prints what became of the memory. */
export async function showSteady(options: ShowBacklogOptions): Promise<void> {
  const { records = STEADY.records, json, signal } = options;
  const report = await inFolder((dir, onBegin) => runSteady({ records, dir, signal, onBegin }));
  console.log(json ? JSON.stringify(report) : describeSteady(report));
}

async function inFolder<T>(
  work: (dir: string, onBegin: (what: string) => void) => Promise<T>,
): Promise<T> {
  await using folder = await openRunFolder("bench");
  const line = new ProgressLine();
  const result = await work(folder.path, (what) => line.show(`${what} …`));
  line.clear();
  return result;
}
