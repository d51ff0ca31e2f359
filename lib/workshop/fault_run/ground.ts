import { InconclusiveError } from "../../core/mod.ts";
import type { Target } from "../target.ts";
import type { RunFault } from "./run_fault.ts";

/** What a run stands on: a cluster, and what can be done to its machine. */
export interface Ground extends AsyncDisposable {
  readonly target: Target;
  /** Fills the disk that the cluster writes to, or makes room. */
  readonly disk?: { fill(isFull: boolean): Promise<void> };
}

/** A cluster that several runs share: the run's end does not end it. */
export function sharedGround(target: Target): Ground {
  return { target, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** A cluster that is the run's own. */
export function ownGround(target: Target): Ground {
  return { target, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
}

/** The brokers' control. @throws {InconclusiveError} where they can't be touched */
export function controlOf({ target }: Ground, { name }: RunFault) {
  if (target.control !== undefined) return target.control;
  throw new InconclusiveError(
    `The fault ${name} needs brokers that may be killed, and this cluster has none`,
    "Run it on the embedded cluster, or with --kafka on an Apache Kafka of the run's own",
  );
}
