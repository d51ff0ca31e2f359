/** Who stands for election. */
export interface Candidates {
  /** The first that may is elected. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly isLive: (brokerId: number) => boolean;
}

/** Nobody leads. */
export const NO_LEADER = -1;

/** The first live replica, in the order of the replicas, that is in sync. */
export function electClean({ replicas, isr, isLive }: Candidates): number {
  return replicas.find((id) => isr.includes(id) && isLive(id)) ?? NO_LEADER;
}

/** The first live replica, in sync or not: what it lacks is lost. */
export function electUnclean({ replicas, isLive }: Omit<Candidates, "isr">): number {
  return replicas.find(isLive) ?? NO_LEADER;
}
