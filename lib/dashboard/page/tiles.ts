import type { Sample } from "../history.ts";
import type { DashboardSnapshot, GroupVerdict } from "../source.ts";
import { counted, digits, percent, rate, span } from "./format.ts";

/** How a tile is to be taken. */
export type Level = "ok" | "warning" | "problem";

/** One figure at the top of the page. */
export interface Tile {
  readonly title: string;
  readonly value: string;
  /** After the value: `/s`. */
  readonly unit: string;
  /** A line below. */
  readonly detail: string;
  readonly level: Level;
  /** What is wrong, in a sentence; `null` when nothing is. */
  readonly why: string | null;
}

type Judged = Pick<Tile, "level" | "why">;

const FINE: Judged = { level: "ok", why: null };
const VERDICT_LEVELS: Readonly<Record<GroupVerdict, Level>> = {
  "ok": "ok",
  "rewound": "warning",
  "falling behind": "warning",
  "stalled": "problem",
  "stopped": "problem",
};

/** The level of a group's verdict. */
export function levelOf(verdict: GroupVerdict): Level {
  return VERDICT_LEVELS[verdict];
}

/** The row of figures for a snapshot; rates come from the newest sample. */
export function tilesOf(snapshot: DashboardSnapshot, sample: Sample | undefined): Tile[] {
  const { produced, processed } = snapshot.traffic;
  const [written, read] = trafficWords(snapshot.traffic);
  return [
    {
      title: written,
      value: sample === undefined ? "–" : rate(sample.producedPerSecond),
      unit: "/s",
      detail: `${counted(produced, "record")} so far`,
      ...FINE,
    },
    {
      title: read,
      value: sample === undefined ? "–" : rate(sample.processedPerSecond),
      unit: "/s",
      detail: `${counted(processed, "record")} so far`,
      ...FINE,
    },
    unreadTile(snapshot),
    ...(snapshot.deadLetters.topic === "" ? [] : [deadLetterTile(snapshot)]),
    brokerTile(snapshot),
    ...(snapshot.totals === undefined ? [] : [replicaTile(snapshot.totals, snapshot.cluster)]),
    ...(snapshot.store === null ? [] : [storeTile(snapshot.store)]),
  ];
}

/** What the two counts of traffic are called: what offsets tell is less than what programs tell. */
export function trafficWords(
  { measured }: Pick<DashboardSnapshot["traffic"], "measured">,
): readonly [string, string] {
  return measured === "offsets" ? ["Written", "Committed"] : ["Produced", "Processed"];
}

function unreadTile({ groups, totals }: DashboardSnapshot): Tile {
  const total = totals?.lag ?? groups.reduce((sum, group) => sum + BigInt(group.totalLag), 0n);
  const ages = groups.map((group) => group.lagSeconds).filter((age) => age !== null);
  const worst = groups.map((group) => ({ level: levelOf(group.verdict), why: group.why }))
    .sort((a, b) => weight(b.level) - weight(a.level))[0];
  return {
    title: "Unread",
    value: digits(String(total)),
    unit: "",
    detail: ages.length === 0 ? "consumer lag" : `oldest ${span(Math.max(...ages))}`,
    ...(worst === undefined || worst.level === "ok" ? FINE : worst),
  };
}

function deadLetterTile({ deadLetters, traffic, alerts }: DashboardSnapshot): Tile {
  const alert = alerts.find(({ name, state }) =>
    name === "DeadLetterRateHigh" && state === "firing"
  );
  const all = traffic.processed + traffic.deadLettered;
  return {
    title: "Dead letters",
    value: digits(deadLetters.total),
    unit: "",
    detail: `${percent(traffic.deadLettered, all)} of all handled`,
    ...(alert === undefined ? FINE : { level: "problem", why: alert.why }),
  };
}

function brokerTile({ cluster, topics }: DashboardSnapshot): Tile {
  const { brokers, up, why, controllerId } = cluster;
  const alive = up ? brokers.filter((broker) => broker.up) : [];
  const behind = topics.flatMap((topic) => topic.partitions)
    .filter((partition) => partition.underReplicated).length;
  const down = brokers.filter((broker) => !broker.up).map((broker) => broker.id);
  const judged: Judged = !up
    ? { level: "problem", why: why ?? "The cluster doesn't answer" }
    : down.length > 0
    ? { level: "problem", why: `Broker ${down.join(", ")} is gone from the cluster` }
    : behind > 0
    ? { level: "warning", why: `${counted(behind, "partition")} not fully replicated` }
    : FINE;
  return {
    title: "Brokers",
    value: `${alive.length} of ${brokers.length}`,
    unit: "up",
    detail: controllerId < 0 ? "no controller" : `controller is broker ${controllerId}`,
    ...judged,
  };
}

function replicaTile(
  { underReplicated, leaderless, partitions }: NonNullable<DashboardSnapshot["totals"]>,
  { up, why }: DashboardSnapshot["cluster"],
): Tile {
  const judged: Judged = !up
    ? { level: "problem", why: why ?? "The cluster doesn't answer" }
    : leaderless > 0
    ? { level: "problem", why: `${counted(leaderless, "partition")} without a leader` }
    : underReplicated > 0
    ? {
      level: "warning",
      why: `${counted(underReplicated, "partition")} with a replica that is not in sync`,
    }
    : FINE;
  return {
    title: "Under-replicated",
    value: digits(underReplicated),
    unit: "",
    detail: `of ${counted(partitions, "partition")}`,
    ...judged,
  };
}

function storeTile(store: NonNullable<DashboardSnapshot["store"]>): Tile {
  const total = store.counts.reduce((sum, { count }) => sum + count, 0);
  const judged: Judged = store.up
    ? FINE
    : { level: "problem", why: store.why ?? `${store.name} doesn't answer` };
  return { title: "Stored", value: digits(total), unit: "", detail: `in ${store.name}`, ...judged };
}

function weight(level: Level): number {
  return ["ok", "warning", "problem"].indexOf(level);
}
