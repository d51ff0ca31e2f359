import { InconclusiveError, shuffled } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { type Chosen, chosenFor, isFail } from "./answers.ts";
import { ReplicatedTopic, someIds, type Written } from "./replicated_topic.ts";
import { counted, type Requirement, requirementText, settingsText } from "./requirements.ts";

const LATENCY_MS = 2000;

type Three = [number, number, number];

/** A topic made from an answer. */
interface Tried extends Chosen {
  readonly topic: ReplicatedTopic;
}

/** Kills one broker after the other and writes to all topics each time. */
export const writesGoOn: Check = {
  id: "writes-go-on",
  claim: "Writes go on with as many brokers down as required, and stop for no other reason",
  async run(context) {
    const brokers = shuffled(context.random, context.control.brokerIds);
    const tried = await tryAll(context, brokers, () => true);
    if (isFail(tried)) return tried;
    for (const down of [0, 1, 2]) {
      if (down > 0) await context.control.kill(brokers[down - 1]!);
      const fault = down === 0 ? "none" : `killed ${brokerNames(brokers.slice(0, down))}`;
      const refused = await firstRefused(context, tried, fault, ({ requirement, settings }) => {
        const up = Math.max(0, settings.replicationFactor - down);
        if (requirement.writableWith >= down) return `with ${counted(down, "broker")} down`;
        return up > requirement.survives
          ? `although it had copies enough (${up} up, where ${requirement.survives + 1} will do)`
          : undefined;
      });
      if (refused === undefined) continue;
      await demandUp(tried, brokers.slice(down));
      return refused;
    }
    return pass({ topics: tried.length });
  },
};

/** Lets only brokers come back that have missed something. */
export const behindButThere: Check = {
  id: "behind-but-there",
  claim: "Where records may be lost, writes go on even with brokers that had fallen behind",
  async run(context) {
    const { control } = context;
    const [leader, second, third] = shuffled(context.random, control.brokerIds) as Three;
    const brokers = [leader, second, third];
    const tried = await tryAll(
      context,
      brokers,
      ({ survives }) => survives === 0,
    );
    if (isFail(tried)) return tried;
    await Promise.all([control.kill(second), control.kill(third)]);
    for (const { topic } of tried) await topic.write(someIds(context, 1));
    await control.kill(leader);
    for (const up of [[second], [second, third]]) {
      await control.revive(up.at(-1)!);
      const refused = await firstRefused(
        context,
        tried,
        `killed brokers ${second} and ${third}, wrote, killed broker ${leader}; then ` +
          `${brokerNames(up)} came back`,
        (each) => {
          const copies = copiesOn(each, up);
          const required = each.requirement.writableWith >= brokers.length - up.length;
          if (!required && copies === 0) return undefined;
          return `with ${counted(brokers.length - up.length, "broker")} down ` +
            `(${counted(copies, "copy")} up, fallen behind): it stayed without a leader, ` +
            `although records may be lost`;
        },
      );
      if (refused !== undefined) return refused;
    }
    return pass({ topics: tried.length });
  },
};

/** Holds the followers: whoever waits for them gets no acknowledgement. */
export const lowestLatency: Check = {
  id: "lowest-latency",
  claim: "Where the lowest latency is asked for, an acknowledgement waits for the leader alone",
  async run(context) {
    const brokers = shuffled(context.random, context.control.brokerIds);
    const tried = await tryAll(context, brokers, ({ latency }) => latency === "lowest");
    if (isFail(tried)) return tried;
    await using _held = await context.control.holdReplication();
    const refused = await firstRefused(
      context,
      tried,
      "all followers held: they copied nothing",
      () =>
        `within ${LATENCY_MS} ms while its followers were held: it waits for the slowest of them`,
      LATENCY_MS,
    );
    return refused ?? pass({ topics: tried.length });
  },
};

async function tryAll(
  context: CheckContext,
  brokers: readonly number[],
  fits: (requirement: Requirement) => boolean,
): Promise<Tried[] | Fail> {
  const chosen = await chosenFor(context, fits);
  if (isFail(chosen)) return chosen;
  return await Promise.all(chosen.map(async ({ requirement, settings }) => ({
    requirement,
    settings,
    topic: await ReplicatedTopic.make(context, settings, brokers),
  })));
}

/** How many copies of a topic there are on these brokers. */
function copiesOn({ settings, topic }: Tried, ids: readonly number[]): number {
  return topic.brokers.slice(0, settings.replicationFactor).filter((id) => ids.includes(id)).length;
}

function brokerNames(ids: readonly number[]): string {
  return `${ids.length === 1 ? "broker" : "brokers"} ${ids.join(", ")}`;
}

/** Writes to each topic for which `demanded` says under what circumstances that must succeed. */
async function firstRefused(
  context: CheckContext,
  tried: readonly Tried[],
  fault: string,
  demanded: (each: Tried) => string | undefined,
  timeoutMs?: number,
): Promise<Fail | undefined> {
  const wanted = tried.flatMap((each) => {
    const circumstances = demanded(each);
    return circumstances === undefined
      ? []
      : [{ ...each, circumstances, ids: someIds(context, 1) }];
  });
  const all = await Promise.all(wanted.map(async (each) => ({
    ...each,
    written: await each.topic.write(each.ids, timeoutMs === undefined ? {} : { timeoutMs }),
  })));
  const refused = all.find(({ written }) => written.outcome === "refused");
  return refused && { ...await refusal(refused, refused.written), fault };
}

/** @throws {InconclusiveError} when a broker has fallen out that nobody killed */
async function demandUp(tried: readonly Tried[], up: readonly number[]): Promise<void> {
  for (const { topic, settings } of tried) {
    const inSync = await topic.inSync();
    const holders = topic.brokers.slice(0, settings.replicationFactor);
    const fallen = holders.find((id) => up.includes(id) && !inSync.includes(id));
    if (fallen === undefined) continue;
    throw new InconclusiveError(
      `Broker ${fallen} fell out of sync without having been killed`,
      "The machine is too busy to tell whose fault a refused write is: try again",
    );
  }
}

async function refusal(
  { requirement, settings, topic, circumstances }: Tried & { readonly circumstances: string },
  written: Written,
): Promise<Fail> {
  const code = written.outcome === "refused" ? written.code : "";
  const verb = written.outcome === "refused" && written.definite
    ? "refused"
    : "did not acknowledge";
  return fail({
    happened: `Where ${requirementText(requirement)}, you chose ${settingsText(settings)}. The ` +
      `topic ${verb} a write (${code}) ${circumstances}`,
    anomaly: "writes stopped",
    evidence: {
      topic: topic.name,
      partition: 0,
      code,
      leader: await topic.leader(),
      inSync: (await topic.inSync()).join(", ") || "nobody",
    },
  });
}
