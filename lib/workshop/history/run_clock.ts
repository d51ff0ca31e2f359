/** The time of a run, shared by its processes. */
export interface RunClock {
  /**
   * When the run began, in milliseconds since 1970: handed to the run's other processes, so that
   * their clocks start at the same moment.
   */
  readonly originMs: number;
  /** Milliseconds since then, on a clock that never steps. */
  elapsedMs(): number;
}

/**
 * The run's clock in this process; the first process leaves `originMs` out. A wall clock that is set
 * between the starts of two processes shifts them against each other; set later, it does nothing.
 */
export function runClock(originMs = performance.timeOrigin + performance.now()): RunClock {
  const shiftMs = performance.timeOrigin - originMs;
  return {
    originMs,
    elapsedMs: () => Math.round((shiftMs + performance.now()) * 1000) / 1000,
  };
}
