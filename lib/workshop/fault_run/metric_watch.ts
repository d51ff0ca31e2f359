import type { Recorder } from "../history/mod.ts";
import type { Members } from "./members.ts";
import type { PipelineKind } from "./pipeline_kind.ts";
import type { RunFault } from "./run_fault.ts";

/** Watches whether the counter moves that a fault has to move, in members that live through it. */
export class MetricWatch {
  readonly #members: Members;
  readonly #fault: RunFault;
  readonly #before: ReadonlyMap<string, number>;

  private constructor(members: Members, fault: RunFault, before: ReadonlyMap<string, number>) {
    this.#members = members;
    this.#fault = fault;
    this.#before = before;
  }

  /** Looks at it before the fault; only the plain pipeline's members have such counters. */
  static async begin(
    members: Members,
    { fault, pipeline }: { readonly fault: RunFault; readonly pipeline: PipelineKind },
  ): Promise<MetricWatch> {
    const isWatched = fault.moves !== undefined && pipeline === "plain";
    return new MetricWatch(
      members,
      fault,
      isWatched ? await members.counts(fault.moves!) : new Map(),
    );
  }

  /** Looks at it again and notes what it came to. */
  async end(recorder: Recorder): Promise<void> {
    if (this.#before.size === 0) return;
    const name = this.#fault.moves!;
    const after = await this.#members.counts(name);
    const lived = [...this.#before.keys()].filter((member) => after.has(member));
    if (lived.length === 0) return;
    const sum = (counts: ReadonlyMap<string, number>) =>
      lived.reduce((total, member) => total + counts.get(member)!, 0);
    const values = { before: sum(this.#before), after: sum(after) };
    recorder.record({ type: "metric", name, ...values, fault: this.#fault.name });
  }
}
