import { shuffled } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { type Chosen, chosenFor, isFail } from "./answers.ts";
import { ReplicatedTopic, someIds } from "./replicated_topic.ts";
import { counted, requirementText, settingsText } from "./requirements.ts";

const RECORDS = 3;
/** An acknowledgement that waits for held followers does not come. */
const HELD_MS = 700;

type Three = [number, number, number];

/** A topic made from an answer, and what was acknowledged in it. */
interface Tried extends Chosen {
  readonly topic: ReplicatedTopic;
  readonly acknowledged: string[];
}

/** Kills the leader while its followers are behind: what had only the leader is gone. */
export const heldFollowers: Check = {
  id: "held-followers",
  claim: "What is acknowledged survives the leader's death, however far its followers are behind",
  async run(context) {
    const brokers = shuffled(context.random, context.control.brokerIds);
    const tried = await tryAll(context, brokers);
    if (isFail(tried)) return tried;
    await writeAll(context, tried);
    const held = await context.control.holdReplication();
    await writeAll(context, tried, HELD_MS);
    await context.control.kill(brokers[0]!);
    await held[Symbol.asyncDispose]();
    return await lostOf(tried, {
      told: "The leader acknowledged them while its followers copied nothing, and died: it had " +
        "waited for no follower",
      anomaly: "acknowledged record lost with its leader",
      fault: `followers copied nothing, then broker ${brokers[0]} was killed, which led`,
    }) ?? pass({ topics: tried.length, acknowledged: countOf(tried) });
  },
};

/** Takes followers down before the write, and those who have it after. */
export const fewCopies: Check = {
  id: "few-copies",
  claim: "It survives too where few copies were in sync when it was acknowledged",
  async run(context) {
    const { control } = context;
    const [leader, second, third] = shuffled(context.random, control.brokerIds) as Three;
    const brokers = [leader, second, third];
    const withTwo = await tryAll(context, brokers);
    if (isFail(withTwo)) return withTwo;
    const withOne = await again(context, withTwo, brokers);
    await control.kill(third);
    await writeAll(context, withTwo);
    await control.kill(second);
    await writeAll(context, withOne);
    await control.kill(leader);
    await control.revive(third);
    const lostByTwo = await lostOf(
      withTwo.filter(({ requirement }) => requirement.survives === 2),
      {
        told:
          "One broker was down and two acknowledged them; those two died, and the one that is " +
          "left never had them",
        anomaly: "acknowledged by too few copies",
        fault: `killed broker ${third}, wrote, killed brokers ${second}, ${leader}; broker ` +
          `${third} came back`,
      },
    );
    await control.revive(second);
    const lostByOne = await lostOf(withOne, {
      told: `Two of three brokers were down, so that all in-sync replicas were one, and it ` +
        `acknowledged them; that one died, the others came back`,
      anomaly: "acknowledged by too few copies",
      fault: `killed brokers ${third}, ${second}, wrote, killed broker ${leader}; brokers ` +
        `${third}, ${second} came back`,
    });
    const lost = lostByOne ?? lostByTwo;
    if (lost !== undefined) return lost;
    await control.revive(leader);
    return await lostOf(withTwo, {
      told: `They were acknowledged with one broker down; then the two others went, and the one ` +
        `that had not got them came back first. It led, and they are gone even now, when all ` +
        `brokers were back`,
      anomaly: "acknowledged record lost in an unclean election",
      fault: `killed broker ${third}, wrote, killed brokers ${second}, ${leader}; all came back, ` +
        `broker ${third} first`,
    }) ?? pass({ topics: 2 * withTwo.length, acknowledged: countOf([...withTwo, ...withOne]) });
  },
};

async function tryAll(
  context: CheckContext,
  brokers: readonly number[],
): Promise<Tried[] | Fail> {
  const chosen = await chosenFor(context, ({ survives }) => survives >= 1);
  return isFail(chosen) ? chosen : await again(context, chosen, brokers);
}

function again(
  context: CheckContext,
  chosen: readonly Chosen[],
  brokers: readonly number[],
): Promise<Tried[]> {
  return Promise.all(chosen.map(async ({ requirement, settings }) => ({
    requirement,
    settings,
    topic: await ReplicatedTopic.make(context, settings, brokers),
    acknowledged: [],
  })));
}

async function writeAll(
  context: CheckContext,
  tried: readonly Tried[],
  timeoutMs?: number,
): Promise<void> {
  const batches = tried.map(() => someIds(context, RECORDS));
  await Promise.all(tried.map(async ({ topic, settings, acknowledged }, at) => {
    const ids = batches[at]!;
    // The leader's own answer comes, however busy the machine is.
    const isLimited = timeoutMs !== undefined && settings.acks === "all";
    const written = await topic.write(ids, isLimited ? { timeoutMs } : {});
    if (written.outcome === "acknowledged") acknowledged.push(...ids);
  }));
}

async function lostOf(
  tried: readonly Tried[],
  { told, anomaly, fault }: {
    readonly told: string;
    readonly anomaly: string;
    readonly fault: string;
  },
): Promise<Fail | undefined> {
  for (const { requirement, settings, topic, acknowledged } of tried) {
    if (acknowledged.length === 0) continue;
    const log = await topic.read();
    const lost = acknowledged.filter((id) => !log?.includes(id));
    if (lost.length === 0) continue;
    const where = log === undefined
      ? "nobody can read them, since nobody who has them is there to lead"
      : "the log has none of them";
    return fail({
      happened: `Where ${requirementText(requirement)}, you chose ${settingsText(settings)}. ` +
        `${counted(lost.length, "acknowledged record")}: ${where}. ${told}`,
      anomaly,
      evidence: {
        topic: topic.name,
        partition: 0,
        id: lost[0]!,
        acknowledged: acknowledged.length,
        lost: lost.length,
        leader: await topic.leader(),
      },
      fault,
    });
  }
  return undefined;
}

function countOf(tried: readonly Tried[]): number {
  return tried.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}
