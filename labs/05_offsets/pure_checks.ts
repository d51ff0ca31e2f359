import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { answers, evidenceOf, GROUPS } from "./asked.ts";
import type { Answered, Kind } from "./states.ts";
import type { PartitionState, ResetPolicy } from "./stub.ts";

/** Judges the answers for groups of one kind, partition by partition. */
function judged(
  about: { readonly id: string; readonly claim: string; readonly kind: Kind },
  judge: (answered: Answered) => Omit<Fail, "verdict" | "evidence"> | undefined,
): Check {
  return {
    id: about.id,
    claim: about.claim,
    async run(context) {
      const asked = await answers(context, about.kind);
      if ("problem" in asked) return asked.problem;
      for (const answered of asked.all) {
        const problem = judge(answered);
        if (problem !== undefined) return fail({ ...problem, evidence: evidenceOf(answered) });
      }
      return pass({ groups: GROUPS, partitions: asked.all.length });
    },
  };
}

/** What is committed wins. */
export const committedFirst = judged({
  id: "committed-first",
  claim: "What the group has committed comes first, whatever the policy says",
  kind: "has committed",
}, ({ question, at, resumed }) => {
  const committed = at.committed!;
  const { offset, alarm } = resumed;
  if (offset === committed && !alarm) return undefined;
  if (offset === committed) {
    return {
      happened:
        `${committed} is committed and the log has that place, yet an alarm is raised. The ` +
        "end of the log is a place too: it says that everything was read. Alarms that mean nothing " +
        "are soon read by nobody",
      anomaly: "false alarm",
    };
  }
  const records = offset > committed ? offset - committed : committed - offset;
  const what = offset > committed ? "skipped" : "read again";
  return {
    happened: `The group has committed ${committed}, and reading goes on at ${offset}: ` +
      `${offsets(records)} ${what}. ${committedText(question, at, offset)}`,
    anomaly: offset > committed ? "skipped records" : "repeated records",
  };
});

function offsets(count: bigint): string {
  return count === 1n ? "1 offset is" : `${count} offsets are`;
}

/** What the place at which reading goes on tells of the thought behind it. */
function committedText(
  question: Answered["question"],
  { partition, committed, ...at }: Answered["at"],
  offset: bigint,
): string {
  const other = question.state.find((one) =>
    one.partition !== partition && one.committed === offset
  );
  if (other !== undefined) {
    return `That is the place of partition ${other.partition}: partitions come in any order, and ` +
      "are told by their numbers";
  }
  const said = [
    committed === 0n && "0 is an offset like any other: it is committed, and not missing",
    offset === committed! + 1n &&
    "What is committed is the next offset to read, and not the last one that was read",
    offset === placeOf(question.policy, at) &&
    `The reset policy "${question.policy}" is for groups that have committed nothing; it does not ` +
      "apply at each start",
    offset === BigInt(Number(committed)) && ROUNDED,
  ].filter((text) => text !== false);
  if (said.length > 0) return said.join(". ");
  return "What was read is committed, and what was not is not: going on anywhere else loses or doubles";
}

const ROUNDED =
  "An offset has up to 63 bits and a number of JavaScript 53: beyond them numbers are " +
  "rounded, and unequal offsets look equal";

const PLACES: Readonly<Record<ResetPolicy, string>> = {
  earliest: "at the first record that the log still holds",
  latest: "behind the last record",
  time: "at the first record of that time or later",
};

const NOT_YET =
  "no record is of that time or later, and those that will come are, so that it waits " +
  "at the end";

function placeOf(
  policy: ResetPolicy,
  { logStart, logEnd, atTime }: Pick<PartitionState, "logStart" | "logEnd" | "atTime">,
): bigint {
  return { earliest: logStart, latest: logEnd, time: atTime ?? logEnd }[policy];
}

/** The policy has a say where nothing is committed. */
export const policyForTheNew = judged({
  id: "policy-for-the-new",
  claim: "A group that has committed nothing begins where the policy says",
  kind: "is new",
}, ({ question, at, resumed }) => {
  const expected = placeOf(question.policy, at);
  if (resumed.offset !== expected) {
    const isAhead = question.policy === "time" && at.atTime === null;
    return {
      happened:
        `With policy "${question.policy}" the group begins at ${resumed.offset} and not at ` +
        `${expected}. Nothing is committed, so that only the policy can say it, whatever was asked ` +
        `before: ${isAhead ? NOT_YET : PLACES[question.policy]}`,
      anomaly: resumed.offset > expected ? "skipped records" : "unwanted records",
    };
  }
  if (!resumed.alarm) return undefined;
  return {
    happened:
      "An alarm is raised for a group that is new. It had nothing in this log that could be " +
      "lost, and whoever is called for nothing will not come when it counts",
    anomaly: "false alarm",
  };
});

/** Partitions that were added are read whole. */
export const addedPartitions = judged({
  id: "added-partitions",
  claim: "A partition that was added since is read from its start, whatever the policy says",
  kind: "topic has grown",
}, ({ question, at, resumed }) => {
  const hasBegun = question.state.some(({ committed }) => committed !== null);
  if (at.committed !== null || !hasBegun) return undefined;
  if (resumed.offset !== at.logStart) {
    const skipped = resumed.offset - at.logStart;
    const where = `The group has committed for other partitions of the topic, so that it was ` +
      `there before partition ${at.partition} was. It begins there at ${resumed.offset}`;
    if (resumed.offset < at.logStart) {
      return {
        happened: `${where}, and the log begins at ${at.logStart}: there is nothing to read`,
        anomaly: "reader that stands still",
      };
    }
    return {
      happened: `${where}: ${offsets(skipped)} skipped that ${skipped === 1n ? "was" : "were"} ` +
        "written before it noticed the new partition",
      anomaly: "skipped records",
    };
  }
  if (!resumed.alarm) return undefined;
  return {
    happened:
      "An alarm is raised for a partition that is merely new. All of it is there and will be " +
      "read; whoever is called for nothing will not come when it counts",
    anomaly: "false alarm",
  };
});

/** What is gone is gone: the rest is read, and people are told. */
export const outOfRange = judged({
  id: "out-of-range",
  claim: "Where the log has lost the committed place, what is left is read, and an alarm is raised",
  kind: "log has moved on",
}, ({ at, resumed }) => {
  const committed = at.committed!;
  const { logStart, logEnd } = at;
  const isThere = committed >= logStart && committed <= logEnd;
  const expected = isThere ? committed : logStart;
  if (resumed.offset !== expected) {
    return { happened: outOfRangeText(at, resumed.offset), anomaly: anomalyOf(at, resumed.offset) };
  }
  if (resumed.alarm === !isThere) return undefined;
  if (isThere) {
    return {
      happened:
        `${committed} is committed and in the log, yet an alarm is raised. Nothing is lost here; ` +
        "whoever is called for nothing will not come when it counts",
      anomaly: "false alarm",
    };
  }
  return {
    happened: `The log has lost what the group had committed, ${committed}, and nobody is told. ` +
      "Records are gone, or come again: the one moment in which somebody could still ask why",
    anomaly: "silent loss",
  };
});

function outOfRangeText(at: Answered["at"], offset: bigint): string {
  const { committed, logStart, logEnd } = at;
  const where =
    `The group has committed ${committed}, and the log holds ${logStart} to ${logEnd}. `;
  if (offset < logStart || offset > logEnd) {
    return `${where}Reading goes on at ${offset}, which the log does not have: the broker answers ` +
      `OFFSET_OUT_OF_RANGE each time it is asked${looksThere(at) ? `. ${ROUNDED}` : ""}`;
  }
  const skipped = offset - logStart;
  return `${where}Reading goes on at ${offset}: ${
    skipped === 1n
      ? "an offset that is still there is"
      : `${skipped} offsets that are still there are`
  } skipped, on top of what is lost`;
}

/** Whether numbers can't tell the place from one that the log has. */
function looksThere({ committed, logStart, logEnd }: Answered["at"]): boolean {
  return Number(committed) >= Number(logStart) && Number(committed) <= Number(logEnd);
}

function anomalyOf({ logStart, logEnd }: Answered["at"], offset: bigint): string {
  return offset < logStart || offset > logEnd ? "reader that stands still" : "skipped records";
}
