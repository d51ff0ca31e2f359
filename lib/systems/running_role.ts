/** A producer or consumer of a system while it runs. */
export interface RunningRole<S> extends AsyncDisposable {
  /** Resolves when it has ended by itself or was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** Finishes what is under way, leaves, and gives the last statistics; a second call gives the same. */
  stop(): Promise<S>;
  /** The counts of now: plain data that can be sent between Workers. */
  statistics(): S;
}
