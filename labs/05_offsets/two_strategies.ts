import { waitFor } from "../../lib/core/mod.ts";
import { receiveByTwoStrategies } from "../../lib/consumer/mod.ts";
import { connectKafka, type ConsumedRecord } from "../../lib/kafka/mod.ts";
import { demandFired, type Faults, type LabContext } from "../../lib/workshop/mod.ts";
import { write } from "./reading.ts";

const ATTEMPT_MS = 300;

/** A group first, and partitions by hand where no group can be had. */
export async function twoStrategies(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("4. Without a group");
  screen.say(
    "A reader can do without a group: it names its partitions itself, keeps its offsets where it " +
      "likes, and nobody rebalances it. Here a group is tried ten times, then the partitions are " +
      "taken by hand, five times at most.",
  );
  await context.predict({
    id: "by-hand",
    question: "Two readers of the same program take partition 0 by hand. Who reads an order?",
    choices: ["One of them: a partition has one reader", "Both", "None: the second is refused"],
  });
  const faults = await context.faults();
  const topic = await context.topic("hand");
  await write(context, topic, { partition: 0, count: 1 });
  screen.line();
  screen.say("The group lets members in:");
  await receive(context, faults, topic);
  screen.line();
  screen.say("Nobody can join a group, since requests to join are lost on their way:");
  const fault = faults.loseRequests("JoinGroup");
  const { attempts } = await receive(context, faults, topic);
  demandFired(fault);
  await fault.end();
  screen.line();
  screen.say(`Tried ${attempts.group} times by group, ${attempts.assigned} by hand.`);
  await context.seen(
    "by-hand",
    `${await readers(
      context,
      topic,
    )} of 2 readers by hand got the same record. One reader for each partition is the group's ` +
      "doing: who leaves it must see to that himself, and to somebody who takes over when he dies",
  );
}

async function receive(context: LabContext, faults: Faults, topic: string) {
  const { screen, signal } = context;
  await using kafka = connectKafka(faults.connection);
  screen.line();
  return await receiveByTwoStrategies(kafka, {
    groupId: context.groupId("hand"),
    topic,
    attemptMs: ATTEMPT_MS,
    describe: ({ value }: ConsumedRecord) => `order: ${new TextDecoder().decode(value!)}`,
    write: (line) => screen.line(`  ${line}`),
    signal,
  });
}

async function readers({ kafka, signal }: LabContext, topic: string): Promise<number> {
  const read = new Set<string>();
  const open = (name: string) =>
    kafka.assign({
      partitions: [{ topic, partition: 0 }],
      maxWaitMs: 100,
      onBatch: ({ records }) => void (records.length > 0 && read.add(name)),
    });
  await using _first = await open("first");
  await using _second = await open("second");
  await waitFor(() => read.size === 2, { what: "both readers", signal });
  return read.size;
}
