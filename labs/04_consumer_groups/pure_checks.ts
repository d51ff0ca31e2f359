import type { Random } from "../../lib/core/mod.ts";
import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { answers, calls, evidenceOf, GROUPS, lenient } from "./asked.ts";
import { alike, named, nextQuestion, numbers, randomMembers, shrunkTopic } from "./groups.ts";
import {
  doubled,
  extremes,
  leastMoves,
  moved,
  type Question,
  settled,
  type Shares,
  sharesOf,
  unknown,
  unread,
} from "./shares.ts";

const HISTORIES = 20;
const STEPS = 12;

/** Every partition is read, and everybody has an answer. */
export const complete: Check = {
  id: "complete",
  claim: "Every partition goes to somebody, and every member gets an answer",
  async run(context) {
    for (const { question, answer } of await answers(context)) {
      const shares = sharesOf(question, answer);
      const evidence = evidenceOf(question, shares);
      if (typeof shares === "string") {
        return fail({ happened: shares, anomaly: "no assignment", evidence });
      }
      const missing = unread(question, shares);
      if (missing.length === 0) continue;
      const some = missing.length === 1 ? `Partition ${missing[0]} goes` : "Some partitions go";
      return fail({
        happened:
          `${some} to nobody. Its records pile up unread, no member notices, and no error ` +
          "is raised: the coordinator hands out what the leader says",
        anomaly: "partition without a reader",
        evidence: { ...evidence, unread: missing.join(" ") },
      });
    }
    return pass({ groups: GROUPS });
  },
};

/** No partition is read twice in a group. */
export const disjoint: Check = {
  id: "disjoint",
  claim: "No partition goes to two members, and none is made up",
  async run(context) {
    const given = (await answers(context)).map(({ question, answer }) => ({
      question,
      shares: lenient(question, answer),
    }));
    for (const { question, shares } of given) {
      const twice = doubled(shares);
      if (twice === undefined) continue;
      const readers = twice.readers.join(" and ");
      return fail({
        happened:
          `Partition ${twice.partition} goes to ${readers}. Both read it, every record is ` +
          "worked on twice, and each commit overwrites the other's. What members say they owned " +
          "may be out of date: two may claim the same partition",
        anomaly: "partition with two readers",
        evidence: { ...evidenceOf(question, shares), partition: twice.partition, readers },
      });
    }
    for (const { question, shares } of given) {
      const invented = unknown(question, shares);
      if (invented === undefined) continue;
      return fail({
        happened:
          `Partition ${invented} is given away and the topic does not have it. A member may ` +
          "claim what it had of a topic that was made anew with fewer partitions",
        anomaly: "partition that does not exist",
        evidence: { ...evidenceOf(question, shares), partition: invented },
      });
    }
    return pass({ groups: GROUPS });
  },
};

/** The work is shared out evenly. */
export const balanced: Check = {
  id: "balanced",
  claim: "Shares differ by one partition at most",
  async run(context) {
    for (const { question, answer } of await answers(context)) {
      const shares = lenient(question, answer);
      const { most, fewest } = extremes(shares);
      if (most[1] - fewest[1] <= 1) continue;
      const idle = fewest[1] === 0 ? "is idle" : `has ${fewest[1]}`;
      return fail({
        happened: `${most[0]} gets ${most[1]} of ${question.partitions.length} partitions while ` +
          `${fewest[0]} ${idle}. A group is as fast as its busiest member: more members change ` +
          "nothing as long as one has the work",
        anomaly: "overloaded member",
        evidence: { ...evidenceOf(question, shares), most: most[1], fewest: fewest[1] },
      });
    }
    return pass({ groups: GROUPS });
  },
};

/** What can stay where it is stays. */
export const fewMoves: Check = {
  id: "few-moves",
  claim: "When members or partitions come and go, no more partitions change hands than must",
  async run(context) {
    const { random } = context;
    const subject = await context.subject();
    const groups = Array.from({ length: HISTORIES }, (_, at) => ({
      spares: named("new", randomMembers(random, STEPS)),
      ...namedAlike(at % 5 === 4 ? shrunkTopic(random) : newGroup(random, 3 + at)),
    }));
    let moves = 0;
    for (let step = 0; step < STEPS; step++) {
      // All groups take a step at once: what is remembered of one is wrong for the next.
      const outcomes = await subject.outcomes(
        "assign",
        groups.map(({ question }) => calls(question)),
      );
      for (const [at, group] of groups.entries()) {
        const { question, event } = group;
        const shares = lenient(question, subject.valueOf("assign", outcomes[at]!));
        const gone = moved(question, shares);
        const least = leastMoves(question);
        if (gone.length > least) return tooMany({ question, shares, event, gone, least });
        moves += gone.length;
        const after = settled(question, shares);
        Object.assign(group, nextQuestion(random, after, group.spares));
      }
    }
    return pass({ groups: HISTORIES, events: HISTORIES * (STEPS - 1), moves });
  },
};

function newGroup(random: Random, partitions: number) {
  const members = randomMembers(random, random.int(1, 5));
  return { question: { members, partitions: numbers(partitions) }, event: "the group begins" };
}

function namedAlike({ question, event }: { readonly question: Question; readonly event: string }) {
  return { question: alike(question), event };
}

function tooMany(seen: {
  readonly question: Question;
  readonly shares: Shares;
  readonly event: string;
  readonly gone: readonly number[];
  readonly least: number;
}) {
  const { question, shares, event, gone, least } = seen;
  return fail({
    happened: `When ${event}, ${gone.length} of ${question.partitions.length} partitions ` +
      `${
        gone.length === 1 ? "leaves" : "leave"
      } a member that is still there; ${least} would do. Each move costs: the old reader must finish ` +
      "and commit, the new one looks up the offset and begins with cold caches",
    anomaly: "needless moves",
    evidence: {
      ...evidenceOf(question, shares),
      event,
      moved: gone.join(" "),
      least,
    },
  });
}
