import type { ApplicationLog } from "../../events/mod.ts";
import { ErrorBursts, type ServiceErrors } from "../../processor/mod.ts";
import { type Finding, type PartitionLogic, placeId, type RecordPlace } from "./partition_logic.ts";
import { type Tallies, Tally } from "./tally.ts";

interface Snapshot {
  readonly bursts: readonly ServiceErrors[];
  readonly tallies: Tallies;
}

/** The errors of a partition's services: five within a minute are a burst, and worth an alert. */
export class ServiceErrorAlerts implements PartitionLogic {
  readonly #bursts = new ErrorBursts();
  readonly #tally = new Tally();

  take(message: ApplicationLog, place: RecordPlace): Finding[] {
    const { level, service, message: text } = message;
    const timeMs = Date.parse(message.timestamp);
    this.#tally.add("Log messages", level);
    const burst = this.#bursts.observe({ timeMs, level, service, message: text });
    if (burst === undefined) return [];
    this.#tally.add("Alerts", `${service} errors`);
    return [{
      id: `alert:burst:${placeId(place)}`,
      timeMs: burst.toMs,
      kind: "error_burst",
      body: {
        service,
        errors: burst.count,
        from: new Date(burst.fromMs).toISOString(),
        to: new Date(burst.toMs).toISOString(),
        kept_quiet: burst.suppressed,
      },
    }];
  }

  tallies(): Tallies {
    return this.#tally.snapshot();
  }

  snapshot(): Snapshot {
    return { bursts: this.#bursts.snapshot(), tallies: this.#tally.snapshot() };
  }

  restore({ bursts, tallies }: Snapshot): void {
    this.#bursts.restore(bursts);
    this.#tally.restore(tallies);
  }
}
