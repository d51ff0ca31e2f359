import { type Clock, messageOf, systemClock } from "../../core/mod.ts";
import { type LagReport, redactText } from "../../monitoring/mod.ts";
import { GroupRecorder } from "./group_recorder.ts";
import type { RebalanceView } from "./rebalance.ts";

/** Who looks at the groups: a `LagMonitor` does. */
export interface GroupMonitor {
  /** Looks now; askers at the same time share a look. */
  refresh(): Promise<LagReport>;
}

/** Why there are no fresh figures of groups. */
export interface WatchFailure {
  /** What the cluster said, or that it said nothing. */
  readonly message: string;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
}

/**
 * Stands between whoever looks at the groups and the monitor that does it, and remembers what was
 * seen: the last report, why there is no fresh one, the rebalances of each group.
 */
export class GroupWatch implements GroupMonitor {
  readonly #monitor: GroupMonitor;
  readonly #clock: Clock;
  readonly #recorder = new GroupRecorder();
  #latest: LagReport | undefined;
  #failure: WatchFailure | undefined;
  #sinceMs: number | undefined;
  #news = Promise.withResolvers<void>();

  /** Watches by what `monitor` sees; it looks only when asked to. */
  constructor(monitor: GroupMonitor, options: { readonly clock?: Clock } = {}) {
    this.#monitor = monitor;
    this.#clock = options.clock ?? systemClock;
  }

  /** The last report; `undefined` before the first. */
  get latest(): LagReport | undefined {
    return this.#latest;
  }

  /** Why the last look failed; `undefined` when it did not. */
  get failure(): WatchFailure | undefined {
    return this.#failure;
  }

  /** Since when rebalances are noted, milliseconds since 1970; `undefined` before the first look. */
  get sinceMs(): number | undefined {
    return this.#sinceMs;
  }

  /** Looks now, and notes what was seen. */
  async refresh(): Promise<LagReport> {
    try {
      const report = await this.#monitor.refresh();
      this.#note(report);
      return report;
    } catch (error) {
      const message = redactText(messageOf(error));
      this.#failure = { message, sinceMs: this.#failure?.sinceMs ?? this.#clock.now() };
      this.#tell();
      throw error;
    }
  }

  /** A group's rebalances, the latest first. */
  rebalances(groupId: string): readonly RebalanceView[] {
    return this.#recorder.rebalances(groupId);
  }

  /** How many rebalances of a group were seen. */
  rebalanceCount(groupId: string): number {
    return this.#recorder.count(groupId);
  }

  /** Resolves at the next look, whatever it sees, or when the signal aborts. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const ended = Promise.withResolvers<void>();
    const end = () => ended.resolve();
    signal.addEventListener("abort", end, { once: true });
    await Promise.race([this.#news.promise, ended.promise]);
    signal.removeEventListener("abort", end);
  }

  #note(report: LagReport): void {
    // several who ask at the same time get the same report
    if (report === this.#latest) return;
    this.#latest = report;
    this.#failure = undefined;
    this.#sinceMs ??= report.atMs;
    this.#recorder.observe(report.groups, report.atMs);
    this.#tell();
  }

  #tell(): void {
    const told = this.#news;
    this.#news = Promise.withResolvers<void>();
    told.resolve();
  }
}
