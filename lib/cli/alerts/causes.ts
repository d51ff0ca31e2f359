import { waitFor } from "../../core/mod.ts";
import { pause, type Stage } from "./stage.ts";

/** Something that goes wrong, and the alerts that must come of it. */
export interface Cause {
  /** What is done, in a few words. */
  readonly what: string;
  /** Alerts, with what the overview says they are about. */
  readonly alerts: readonly (readonly [name: string, subject: string])[];
  /** Lets it go wrong; what goes on is ended by the signal. */
  readonly begin: (stage: Stage, signal: AbortSignal) => Promise<void> | void;
  /** Puts it right; the signal has come before. */
  readonly end: (stage: Stage) => Promise<void> | void;
}

/** Failures burn a budget after a hundred records: so many come in a minute of the rules. */
const EVENTS_A_MINUTE = 60;
const BROKEN_SHARE = 0.3;
/** With so many good ones for each broken one these are less than 6 in 100. */
const GOOD_AFTERWARDS = 18;

/** Causes that stand beside each other and hold nothing back: each one has topics, groups and parts of its own. */
export const CAUSES: readonly Cause[] = [
  {
    what: "a burst of 12,000 records over a slow consumer",
    alerts: [["KafkaConsumerLagHigh", "burst-readers burst"]],
    async begin(stage) {
      // too slow to come below the rule's 10,000 before the alert is seen, too fast to stand still
      stage.paces.burst.set(stage.minuteMs / 4);
      await stage.send("burst", 12_000);
    },
    end: (stage) => stage.paces.burst.set(0),
  },
  {
    what: "records that come faster than they are handled",
    alerts: [["KafkaConsumerLagGrowing", "growing-readers growing"]],
    begin(stage, signal) {
      stage.paces.growing.set(stage.minuteMs / 10);
      keepOn(signal, stage.minuteMs / 10, () => stage.send("growing", 30));
    },
    end: (stage) => stage.paces.growing.set(0),
  },
  {
    what: "a handler that does not end",
    alerts: [["KafkaConsumerStalled", "stuck-readers stuck"]],
    async begin(stage) {
      stage.paces.stuck.set(Infinity);
      await stage.send("stuck", 5);
    },
    end: (stage) => stage.paces.stuck.set(0),
  },
  {
    what: "a consumer that was stopped",
    alerts: [["KafkaConsumerStalled", "abandoned-readers abandoned"]],
    async begin(stage) {
      await stage.stopReader("abandoned");
      await stage.send("abandoned", 5);
    },
    end: (stage) => stage.startReader("abandoned"),
  },
  {
    what: "a monitor that was stopped",
    alerts: [["LagMetricsStale", "watcher"]],
    begin: (stage) => stage.stopWatching(),
    end: (stage) => stage.startWatching(),
  },
  {
    what: "a disk with 19.9 % left (a stand-in)",
    alerts: [["DiskSpaceLow", ""]],
    begin: (stage) => void (stage.disk.freeBytes = stage.disk.sizeBytes * 0.199),
    end: (stage) => void (stage.disk.freeBytes = stage.disk.sizeBytes * 0.5),
  },
  {
    what: "a flood of broken records",
    alerts: [
      ["DeadLetterRateHigh", "flood"],
      ["ErrorBudgetBurnFast", "flood"],
      ["ErrorBudgetBurnSlow", "flood"],
    ],
    begin(stage, signal) {
      const send = () => stage.sendEvents("flood", EVENTS_A_MINUTE, BROKEN_SHARE);
      keepOn(signal, stage.minuteMs, send);
    },
    end: (stage) => stage.sendEvents("flood", GOOD_AFTERWARDS * stage.brokenSent),
  },
  {
    what: "a store that is slow",
    alerts: [["PipelineFreshnessLow", "late"]],
    async begin(stage) {
      stage.paces.late.set(stage.minuteMs / 40);
      await stage.sendEvents("late", 3000);
    },
    end: (stage) => stage.paces.late.set(0),
  },
  {
    what: "a broker that was killed",
    alerts: [["KafkaBrokerDown", ""], ["KafkaUnderReplicated", "stuck"]],
    async begin(stage) {
      await stage.cluster.kill(await lastBroker(stage));
    },
    async end(stage) {
      await stage.cluster.revive(await lastBroker(stage));
    },
  },
];

/** What holds others back while it is there: these come after the others. */
export const STORE_CAUSES: readonly Cause[] = [
  {
    what: "a store that was closed",
    alerts: [["StoreDown", ""]],
    begin: (stage) => stage.store.close(),
    end: (stage) => stage.store.reopen(),
  },
  {
    what: "a MongoDB that does not answer its exporter (a stand-in)",
    alerts: [["MongoDBDown", ""]],
    begin: (stage) => void (stage.exporter.up = 0),
    end: (stage) => void (stage.exporter.up = 1),
  },
];

const LAST = new WeakMap<Stage, number>();

/** The broker with the highest number, of those that were there at first. */
async function lastBroker(stage: Stage): Promise<number> {
  const known = LAST.get(stage);
  if (known !== undefined) return known;
  const latest = await waitFor(() => stage.monitor.latest, { what: "a look at the cluster" });
  const last = Math.max(...latest.cluster.brokers.map(({ id }) => id));
  LAST.set(stage, last);
  return last;
}

/** Does the same at each interval until the signal; what fails is tried again with the next. */
function keepOn(signal: AbortSignal, everyMs: number, work: () => Promise<void>): void {
  const go = async () => {
    while (!signal.aborted) {
      await work().catch(() => {});
      await pause(everyMs, signal);
    }
  };
  go();
}
