/** What a consumer has done since it was started. */
export interface ConsumerStatistics {
  /** Records handed over by the brokers. */
  readonly received: number;
  /** Records whose handler succeeded. */
  readonly processed: number;
  /** Tries after the first. */
  readonly retried: number;
  /** Records that went to the dead letters. */
  readonly deadLettered: number;
  /** Attempts at the dead letters, or at retry topics, that were refused. */
  readonly deadLettersRefused: number;
  /** Times that a partition stood still until something was back. */
  readonly stalls: number;
  /** Times that the log no longer had the offset to read, and reading went on at the earliest. */
  readonly outOfRange: number;
  /** Commits that the coordinator took. */
  readonly commits: number;
  /** Generations after the first. */
  readonly rebalances: number;
  /** How long it has been running, in milliseconds. */
  readonly durationMs: number;
}
