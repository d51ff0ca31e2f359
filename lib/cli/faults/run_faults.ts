import { seededRandom } from "../../core/mod.ts";
import { openRunFolder, openTarget, type Target } from "../../workshop/mod.ts";
import {
  type CellResult,
  type Ground,
  ownGround,
  type PipelineKind,
  runCell,
  type RunFault,
  sharedGround,
  smallDiskGround,
} from "../../workshop/fault_run/mod.ts";

const MEMBER = new URL("./member_child.ts", import.meta.url);
const SMALL_DISK = new URL("./small_disk_child.ts", import.meta.url);
const PIPELINES: readonly PipelineKind[] = ["plain", "exactly-once"];
/** Most of a run is waiting, so several go side by side. */
const AT_ONCE = 4;
const KEPT = ".runs/fault-histories";

/** Which faults are run, and who hears of it. */
export interface RunFaultsOptions {
  readonly faults: readonly RunFault[];
  readonly seeds: readonly string[];
  readonly kafka: boolean;
  /** Whether each fault meets one pipeline only. */
  readonly short: boolean;
  readonly signal: AbortSignal;
  readonly onTitle: (title: string) => void;
  readonly onRunning: (line: string) => void;
  readonly onResult: (result: CellResult) => void;
}

/** One fault in one pipeline with one seed. */
export interface Cell {
  readonly fault: RunFault;
  readonly pipeline: PipelineKind;
  readonly seed: string;
}

/**
 * Runs each fault in each of its pipelines with each seed: on the embedded cluster each run has a
 * cluster of its own; on Apache Kafka all share one, and those that hit all of it run alone.
 */
export async function runFaults(options: RunFaultsOptions): Promise<CellResult[]> {
  const { kafka, signal } = options;
  const cells = cellsOf(options);
  const results = new Map<Cell, CellResult>();
  await using folder = await openRunFolder("faults");
  await using shared = kafka
    ? await openTarget({ kafka, brokers: 3, signal, onWait: options.onRunning })
    : undefined;
  options.onTitle(shared?.title ?? "Embedded clusters, each run with one of its own");
  const running = new Set<string>();
  const tell = () =>
    options.onRunning(`${results.size} of ${cells.length} done; ${[...running].join(", ")}`);
  const work = async (cell: Cell) => {
    const { fault, pipeline, seed } = cell;
    const name = `${fault.name} ${pipeline}`;
    running.add(name);
    tell();
    const place = `${folder.path}/${crypto.randomUUID().slice(0, 8)}`;
    await using ground = await groundOf(cell, shared, place);
    const result = await runCell({
      fault,
      pipeline,
      seed,
      ground,
      entry: MEMBER,
      folder: place,
      keepIn: KEPT,
      signal,
    });
    running.delete(name);
    results.set(cell, result);
    options.onResult(result);
    tell();
  };
  const isAlone = ({ fault }: Cell) => kafka && fault.alone === true;
  await sideBySide(cells.filter((cell) => !isAlone(cell)), AT_ONCE, work);
  await sideBySide(cells.filter(isAlone), 1, work);
  return cells.flatMap((cell) => results.get(cell) ?? []);
}

/** The runs that are possible here, in the order of the faults. */
export function cellsOf(
  { faults, seeds, kafka, short }: Pick<RunFaultsOptions, "faults" | "seeds" | "kafka" | "short">,
): Cell[] {
  const kind = kafka ? "kafka" : "embedded";
  const possible = faults.filter(({ on, notOn }) =>
    (on === undefined || on.includes(kind)) && !notOn?.includes(Deno.build.os)
  );
  return possible.flatMap((fault) =>
    seeds.flatMap((seed) => {
      const { name, pipelines = PIPELINES } = fault;
      const some = short ? [seededRandom(`${seed} ${name}`).pick(pipelines)] : pipelines;
      return some.map((pipeline) => ({ fault, pipeline, seed }));
    })
  );
}

async function groundOf(
  { fault }: Cell,
  shared: Target | undefined,
  place: string,
): Promise<Ground> {
  if (shared !== undefined) return sharedGround(shared);
  if (fault.ground === "small disk") {
    return await smallDiskGround({ entry: SMALL_DISK, folder: `${place}/broker` });
  }
  return ownGround(await openTarget({ brokers: fault.brokers ?? 1 }));
}

/** Some at a time, in their order; the first failure ends all. */
async function sideBySide<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      await work(item).catch((error) => {
        failed = true;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
