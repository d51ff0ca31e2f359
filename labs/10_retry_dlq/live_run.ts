import { type CheckContext, fail, inconclusive, type Verdict } from "../../lib/workshop/mod.ts";
import { bill, type Billed, type BillingOptions } from "./billing.ts";
import { decisionOf, NoDecision } from "./decisions.ts";
import { type Kind, type Planned, workload, type WorkloadOptions } from "./workload.ts";

/** A run with the learner's decisions, and what it was made of. */
export interface LiveRun extends Billed {
  readonly planned: readonly Planned[];
  readonly maxTries: number;
  readonly baseMs: number;
  readonly ordered: boolean;
}

/** What kinds of records there are, and what else differs. */
export type LiveOptions =
  & Omit<WorkloadOptions, "partitions" | "maxTries">
  & Pick<BillingOptions, "ordered" | "outages">
  & { readonly baseMs?: number };

/** Lets the learner's function decide in a real run, and judges it; a run without an end is a fail. */
export async function judged(
  context: CheckContext,
  options: LiveOptions,
  judge: (run: LiveRun) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  const { random } = context;
  const maxTries = random.int(3, 4);
  const { baseMs = random.int(10, 20) } = options;
  const planned = workload(random, { ...options, partitions: 2, maxTries });
  const subject = await context.subject();
  const basics = { planned, maxTries, baseMs, ordered: options.ordered };
  try {
    const billed = await bill(context, {
      ...basics,
      outages: options.outages ?? 0,
      decide: (error, failed) => decisionOf(subject, error, failed),
    });
    const run = { ...billed, ...basics };
    const { endless } = billed;
    return withFault(endless === undefined ? await judge(run) : endlessVerdict(run, endless), run);
  } catch (error) {
    if (error instanceof NoDecision) return error.verdict;
    throw error;
  }
}

/** A failure without a word about it is told what the run's handler was made to do. */
function withFault(verdict: Verdict, run: LiveRun): Verdict {
  if (verdict.verdict !== "fail" || verdict.fault !== undefined) return verdict;
  const fault = faultOf(run);
  return fault === undefined ? verdict : { ...verdict, fault };
}

/** What the handler threw, if it did. */
function faultOf({ planned, tries }: LiveRun): string | undefined {
  const failed = tries.filter(({ end }) => end === "failed");
  const refused = tries.filter(({ end }) => end === "outage").length;
  const ids = new Set(failed.map(({ id }) => id));
  const kinds = Map.groupBy(planned.filter(({ id }) => ids.has(id)), ({ kind }) => kind);
  const told = [
    ...[...kinds].map(([kind, records]) => `${FAILING[kind]} ${records.length}`),
    ...(refused === 0 ? [] : [`the ledger refused ${refused} times`]),
  ];
  return told.length === 0 ? undefined : `records were made to fail: ${told.join(", ")}`;
}

const FAILING: Readonly<Record<Kind, string>> = {
  sound: "sound",
  poison: "poison",
  passing: "passing",
  stubborn: "never passing",
};

function endlessVerdict({ tries, maxTries, planned, orders }: LiveRun, id: string): Verdict {
  const record = planned.find((each) => each.id === id)!;
  const times = tries.filter((each) => each.id === id).length;
  return fail({
    happened:
      `${id} was tried ${times} times, ${maxTries} were allowed, and then the check ended ` +
      "it: a record that is tried without an end holds up its partition without an end",
    anomaly: "endless retry",
    evidence: { topic: orders, partition: record.partition, id, tries: times, maxTries },
  });
}

/** What a check says that found nothing to judge. */
export function nothingToJudge(what: string): Verdict {
  return inconclusive(`No ${what} was in this run`, "Run it again: other data has some");
}
