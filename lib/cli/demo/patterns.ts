import { ConfigError, freshSeed, type Logger, nullLogger, seededRandom } from "../../core/mod.ts";
import { DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { runEventSourcingScenario, runSagaScenario } from "../../processor/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { type Pen, table } from "../../workshop/draw/mod.ts";
import { openCluster } from "./open_cluster.ts";
import type { DemoOptions } from "./plan.ts";

/** What a pattern's scenario came to. */
export interface PatternOutcome {
  readonly scenario: string;
  readonly cluster: { readonly kind: string; readonly version: string; readonly clusterId: string };
  readonly seed: string;
  readonly verdict: "pass" | "fail";
  /** What must not be, in words. */
  readonly problems: readonly string[];
  /** What was counted, in the order in which it is shown. */
  readonly counts: Readonly<Record<string, number>>;
}

interface Play {
  readonly prefix: string;
  /** Of this run alone where others use the cluster too. */
  readonly deadLetterTopic: string;
  /** Commands or orders at most. */
  readonly count: number;
  readonly ratePerSecond: number;
  readonly signal: AbortSignal;
  readonly seed: string;
  readonly logger: Logger;
}

type Played = Pick<PatternOutcome, "problems" | "counts">;

/** Commands or orders a second, where nobody says otherwise. */
const RATE = 40;
const DURATION_MS = 20_000;

const PATTERNS: Readonly<Record<string, (kafka: Kafka, play: Play) => Promise<Played>>> = {
  bank: playBank,
  shop: playShop,
};

/** Scenarios of patterns: they keep books of their own. */
export const PATTERN_NAMES: readonly string[] = Object.keys(PATTERNS);

/**
 * Plays a bank (its accounts are events, its lists are views) or a shop (its orders go through several
 * services, which die in turn) until the signal or the time, and balances what every side says.
 *
 * @throws {ConfigError} for an input: these give their own commands
 */
export async function runPattern(
  options: DemoOptions,
  { signal, print }: { readonly signal: AbortSignal; readonly print: (line: string) => void },
): Promise<PatternOutcome> {
  const { scenario, durationMs = DURATION_MS, rate = RATE, input, kafka: isOther } = options;
  if (input !== undefined) {
    throw new ConfigError(`Scenario ${scenario} takes no input: leave out --input`);
  }
  const { seed = freshSeed() } = options;
  const runId = freshSeed();
  await using folder = await openRunFolder("demo", runId);
  await using cluster = await openCluster({ ...options, folder: folder.path }, nullLogger);
  await using kafka = connectKafka(cluster.connection);
  const { kind, version, clusterId } = cluster;
  print(`${kind} ${version}, cluster ${clusterId}, seed ${seed}`);
  print(`Playing ${scenario} for ${durationMs / 1000} s`);
  const prefix = isOther ? `${scenario}-${runId}-` : `${scenario}-`;
  try {
    const played = await PATTERNS[scenario]!(kafka, {
      prefix,
      deadLetterTopic: isOther ? `${prefix}${DEAD_LETTER_TOPIC}` : DEAD_LETTER_TOPIC,
      count: Math.max(1, Math.round(rate * durationMs / 1000)),
      ratePerSecond: rate,
      signal: AbortSignal.any([signal, AbortSignal.timeout(durationMs)]),
      seed,
      logger: nullLogger,
    });
    const verdict = played.problems.length === 0 ? "pass" : "fail";
    return { scenario, cluster: { kind, version, clusterId }, seed, verdict, ...played };
  } finally {
    if (isOther) await removeAll(kafka, prefix);
  }
}

/** The outcome for people. */
export function patternLines({ counts, problems, verdict }: PatternOutcome, pen: Pen): string[] {
  return [
    ...table([{ title: "what" }, { title: "count", align: "right" }], Object.entries(counts)),
    "",
    ...verdict === "pass"
      ? [pen.green("PASS every side says the same, nothing lost, nothing made")]
      : problems.map((problem) => pen.red(`FAIL ${problem}`)),
  ];
}

async function playBank(
  kafka: Kafka,
  { seed, count: commands, deadLetterTopic: _, ...play }: Play,
): Promise<Played> {
  const report = await runEventSourcingScenario(kafka, {
    ...play,
    commands,
    random: seededRandom(seed),
  });
  const { commands: given, audited } = report;
  return {
    problems: report.problems,
    counts: {
      "commands accepted": given.accepted,
      "commands refused": given.refused,
      "decided again after another writer": given.retried,
      "accounts": report.accounts,
      "events": report.events,
      "money in all accounts": report.total,
      "events folded after a snapshot": report.foldedAfterSnapshot,
      [`${audited.accountId}: events in its audit trail`]: audited.events,
      [`${audited.accountId}: balance half-way`]: audited.balanceHalfWay,
      [`${audited.accountId}: balance now`]: audited.balance,
    },
  };
}

async function playShop(kafka: Kafka, { seed, count: orders, ...play }: Play): Promise<Played> {
  const { ledger, replaced } = await runSagaScenario(kafka, {
    ...play,
    orders,
    random: seededRandom(seed),
  });
  const { orders: ended, money, pieces } = ledger;
  return {
    problems: ledger.problems,
    counts: {
      "orders placed": ended.placed,
      "orders completed": ended.completed,
      "orders cancelled, their steps taken back": ended.cancelled,
      "orders open": ended.open,
      "services replaced at work": replaced,
      "money at the opening": money.opening,
      "money customers have": money.accounts,
      "money earned": money.earned,
      "pieces at the opening": pieces.opening,
      "pieces on hand": pieces.onHand,
      "pieces shipped": pieces.shipped,
    },
  };
}

/** On a cluster that others use, nothing of a run is left. */
async function removeAll(kafka: Kafka, prefix: string): Promise<void> {
  await using admin = await kafka.admin();
  const mine = (names: readonly string[]) => names.filter((name) => name.startsWith(prefix));
  await admin.deleteTopics(mine(await admin.listTopics()));
  await admin.deleteGroups(mine(await admin.listGroups()));
}
