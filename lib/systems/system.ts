import type { Clock, Logger, Meter, Random, Tracer } from "../core/mod.ts";
import type { runConsumer } from "../consumer/mod.ts";
import type { EventInput } from "../events/mod.ts";
import type { Store } from "../storage/mod.ts";
import type { StoreNeed } from "./configured_store.ts";
import type { ConsumingStatistics } from "./consuming.ts";
import type { HealthChecks } from "./health_log.ts";
import type { ProducerStatistics } from "./producer_tally.ts";
import type { RunningRole } from "./running_role.ts";
import type { SystemSettings } from "./system_settings.ts";

/** What every role of a system is started with. */
export interface RoleContext {
  /** The cluster; each role needs one of its own. */
  readonly kafka: Parameters<typeof runConsumer>[0];
  /** The settings of the role. */
  readonly settings: SystemSettings;
  /**
   * What a topic or group is called in this run: on a cluster that others use too, a run takes names
   * of its own. @default {the name itself}
   */
  readonly nameOf?: (name: string) => string;
  /** Opens what the role keeps its documents in; the role closes it. */
  readonly openStore: (need: StoreNeed) => Promise<Store>;
  /** Says a line to whoever watches the program. @default {nothing is said} */
  readonly print?: (line: string) => void;
  /** Where its checks are asked for, beside its log. @default {nowhere} */
  readonly health?: HealthChecks;
  /** Where its log lines go. */
  readonly logger: Logger;
  /** Where its counts go. */
  readonly meter: Meter;
  /** Where its spans go. @default {nowhere} */
  readonly tracer?: Tracer;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where chance comes from. @default {a fresh seed} */
  readonly random?: Random;
  /** Records to produce, or to receive; then it ends. @default {the role's own, or no end} */
  readonly count?: number;
}

/** What a producer is told beside. */
export interface ProduceContext extends RoleContext {
  /** Time between two records, in milliseconds, if not the settings'. */
  readonly intervalMs?: number;
  /** Share of the records that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** Records to send in place of generated ones; the role closes it. */
  readonly input?: EventInput;
}

/** What producers and consumers of systems have in common. */
export interface SystemRole {
  /** What it is called on the command line, after the system. */
  readonly name: string;
  /** What it does, in one line. */
  readonly description: string;
  /** The role whose defaults hold, as the configuration calls it: `platform.logs`. */
  readonly settings: string;
  /** The topics it writes or reads, as the registry of topics calls them. */
  readonly topics: readonly string[];
  /**
   * Whether it does one piece of work and ends, with nothing but its own lines on standard output.
   * @default {false}
   */
  readonly once?: boolean;
  /** A JSON file of settings that comes with it. @default {none} */
  readonly settingsFile?: URL;
  /** Whether it asks a schema registry. @default {false} */
  readonly asksRegistry?: boolean;
}

/** One of the producers of a system. */
export interface SystemProducer extends SystemRole {
  /** Whether it can send what an input holds. */
  readonly takesInput: boolean;
  /** Starts it. */
  start(context: ProduceContext): Promise<RunningRole<ProducerStatistics>>;
}

/** How many records have which value of some property. */
export interface Breakdown {
  /** The property: `"Risk band"`. */
  readonly title: string;
  /** The records of each value. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whether the order of the values has a meaning; else the most frequent come first. */
  readonly ordered?: boolean;
}

/** One of the consumers of a system. */
export interface SystemConsumer extends SystemRole {
  /** Whether each record that it has finished has left a document of its origin in the store. */
  readonly keepsAll: boolean;
  /** What its instances have found out together, from the statistics of each. @default {nothing} */
  readonly breakdowns?: (parts: readonly ConsumingStatistics[]) => readonly Breakdown[];
  /** Starts one instance of it. */
  start(context: RoleContext): Promise<RunningRole<ConsumingStatistics>>;
}

/** One of the systems: its producers and consumers are started by its name and theirs. */
export interface System {
  /** What it is called on the command line. */
  readonly name: string;
  /** What it does, in one line. */
  readonly description: string;
  /** Its producers; the first is meant where none is named. */
  readonly producers: readonly [SystemProducer, ...SystemProducer[]];
  /** Its consumers; the first is meant where none is named. */
  readonly consumers: readonly [SystemConsumer, ...SystemConsumer[]];
}
