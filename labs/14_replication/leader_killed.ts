import { systemClock } from "../../lib/core/mod.ts";
import type { LabContext, TimelineLane } from "../../lib/workshop/mod.ts";
import { ReplicatedTopic, someIds } from "./replicated_topic.ts";
import type { Durability } from "./requirements.ts";

const WRITES = 5;
const RECORDS = 10;
const ANSWER_MS = 5000;
/** A write that waits for held followers is not answered; it need not be waited for long. */
const HELD_MS = 250;

const SAFE: Durability = {
  replicationFactor: 3,
  minInsyncReplicas: 2,
  acks: "all",
  uncleanLeaderElection: false,
};

/** What was written to one topic, and what is left of it. */
interface Story {
  readonly title: string;
  readonly topic: ReplicatedTopic;
  readonly acknowledged: string[];
  readonly answeredMs: number[];
  unanswered: number;
  log: readonly string[];
}

/** Three replicas, and the leader dies while its followers are behind. */
export async function leaderKilled(context: LabContext): Promise<void> {
  const { screen, control } = context;
  screen.heading("1. The leader dies");
  screen.say(
    "Two topics, each with three replicas. Producers of one wait for the leader (acks=1), of the " +
      "other for all in-sync replicas (acks=all). The followers fall behind, and the leader of both " +
      "is killed.",
  );
  await context.predict({
    id: "killed",
    question: `Of the records that acks=1 has acknowledged, how many are in the log afterwards?`,
    choices: [
      "All: there are three replicas",
      "Those that a follower had copied",
      "None: a new leader begins anew",
    ],
  });
  const [leader, ...others] = control.brokerIds;
  const brokers = [leader!, ...others];
  const stories = [
    await begin(context, "acks=1", { ...SAFE, acks: 1 }, brokers),
    await begin(context, "acks=all", SAFE, brokers),
  ];
  const startMs = systemClock.monotonicMs();
  const sinceMs = () => systemClock.monotonicMs() - startMs;
  await writeTo(context, stories, sinceMs, ANSWER_MS);
  const heldMs = sinceMs();
  const held = await control.holdReplication();
  await writeTo(context, stories, sinceMs, HELD_MS);
  const killedMs = sinceMs();
  await control.kill(leader!);
  const electedMs = sinceMs();
  await held[Symbol.asyncDispose]();
  for (const story of stories) story.log = await story.topic.read() ?? [];
  screen.line();
  screen.timeline([
    ...stories.map(({ title, answeredMs }): TimelineLane => ({
      label: title,
      marks: answeredMs.map((atMs) => ({ atMs, text: "" })),
    })),
    { label: "followers", marks: [{ atMs: heldMs, untilMs: electedMs, text: "copy nothing" }] },
    { label: `leader ${leader}`, marks: [{ atMs: 0, untilMs: killedMs, text: "killed" }] },
  ]);
  screen.line();
  screen.table(
    [
      { title: "" },
      { title: "acknowledged", align: "right" },
      { title: "not answered", align: "right" },
      { title: "in the log after", align: "right" },
      { title: "acknowledged and gone", align: "right" },
    ],
    stories.map((story) => [
      story.title,
      story.acknowledged.length,
      story.unanswered,
      story.log.length,
      goneFrom(story).length,
    ]),
  );
  const [one] = stories;
  await context.seen(
    "killed",
    `${one!.acknowledged.length - goneFrom(one!).length} of ${
      one!.acknowledged.length
    } that acks=1 acknowledged are in the log. The next ` +
      "leader was in sync by name, and had not copied the rest yet",
  );
  screen.say(
    "Each answered write is a dot. acks=all lost nothing that it had acknowledged: while nobody " +
      "copied, it acknowledged nothing. That is its price, paid in waiting.",
  );
  await control.revive(leader!);
  screen.say(
    `Broker ${leader} is back as a follower. What only it had, it has cut off: a log can't have ` +
      "two truths.",
  );
}

async function begin(
  context: LabContext,
  title: string,
  settings: Durability,
  brokers: readonly number[],
): Promise<Story> {
  const topic = await ReplicatedTopic.make(context, settings, brokers);
  return { title, topic, acknowledged: [], answeredMs: [], unanswered: 0, log: [] };
}

async function writeTo(
  context: LabContext,
  stories: readonly Story[],
  sinceMs: () => number,
  timeoutMs: number,
): Promise<void> {
  for (let write = 0; write < WRITES; write++) {
    await Promise.all(stories.map(async (story) => {
      const ids = someIds(context, RECORDS);
      const { outcome } = await story.topic.write(ids, { timeoutMs });
      if (outcome === "refused") story.unanswered += ids.length;
      else {
        story.acknowledged.push(...ids);
        story.answeredMs.push(sinceMs());
      }
    }));
  }
}

function goneFrom({ acknowledged, log }: Story): string[] {
  const kept = new Set(log);
  return acknowledged.filter((id) => !kept.has(id));
}
