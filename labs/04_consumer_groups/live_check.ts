import { type Check, type CheckContext, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { Crew } from "./crew.ts";
import { numbers } from "./groups.ts";
import {
  doubled,
  extremes,
  leastMoves,
  moved,
  type Question,
  type Shares,
  sharesText,
  unread,
} from "./shares.ts";

/** A real group, from whose coordinator the harness reads who has what. */
export const liveGenerations: Check = {
  id: "live-generations",
  claim: "A real group shares out its topic so, from one generation to the next",
  async run(context) {
    const partitions = numbers(context.random.int(5, 8));
    const topic = await context.topic("live", partitions.length);
    const groupId = context.groupId("live");
    await using crew = await startCrew(context, topic, groupId);
    await Promise.all(["anna", "ben"].map((name) => crew.join(name)));
    let before = await crew.settled();
    let generations = 1;
    const steps: readonly [event: string, step: () => Promise<unknown>][] = [
      ["cora joins", () => crew.join("cora")],
      [
        "a member leaves",
        () => crew.leave(context.random.pick(["anna", "ben"])),
      ],
    ];
    const first = judge({ members: ownersOf(before), partitions }, before, "two members begin");
    if (first !== undefined) return withPlace(first, groupId, topic);
    for (const [event, step] of steps) {
      await step();
      const after = await crew.settled();
      generations++;
      const members = ownersOf(before, [...after.keys()]);
      const problem = judge({ members, partitions }, after, event);
      if (problem !== undefined) return withPlace(problem, groupId, topic);
      before = after;
    }
    return pass({ group: groupId, topic, partitions: partitions.length, generations });
  },
};

async function startCrew(context: CheckContext, topic: string, groupId: string): Promise<Crew> {
  return new Crew({
    connection: context.target.connection,
    admin: context.admin,
    groupId,
    topic,
    subject: await context.subject(),
    signal: context.signal,
  });
}

/** The members of a generation with what they had in the one before. */
function ownersOf(before: Shares, names: readonly string[] = [...before.keys()]) {
  return names.map((id) => ({ id, owned: before.get(id) ?? [] }));
}

interface Problem {
  readonly happened: string;
  readonly anomaly: string;
  readonly evidence: Readonly<Record<string, string | number>>;
}

function judge(question: Question, shares: Shares, event: string): Problem | undefined {
  const evidence = {
    event,
    owned: sharesText(new Map(question.members.map(({ id, owned }) => [id, owned]))),
    given: sharesText(shares),
  };
  const missing = unread(question, shares);
  if (missing.length > 0) {
    return {
      happened: `When ${event}, the coordinator has no reader for partition ${missing.join(", ")}`,
      anomaly: "partition without a reader",
      evidence,
    };
  }
  const twice = doubled(shares);
  if (twice !== undefined) {
    return {
      happened: `When ${event}, the coordinator has two readers for partition ${twice.partition}`,
      anomaly: "partition with two readers",
      evidence,
    };
  }
  const { most, fewest } = extremes(shares);
  if (most[1] - fewest[1] > 1) {
    return {
      happened: `When ${event}, ${most[0]} has ${most[1]} partitions and ${fewest[0]} ${fewest[1]}`,
      anomaly: "overloaded member",
      evidence,
    };
  }
  const gone = moved(question, shares);
  const least = leastMoves(question);
  if (gone.length <= least) return undefined;
  return {
    happened: `When ${event}, ${gone.length} partitions changed hands in the running group and ` +
      `${least} had to`,
    anomaly: "needless moves",
    evidence: { ...evidence, moved: gone.join(" "), least },
  };
}

function withPlace(problem: Problem, group: string, topic: string): Verdict {
  return fail({ ...problem, evidence: { group, topic, ...problem.evidence } });
}
