import { waitFor } from "../../lib/core/mod.ts";
import { type LabContext, Subject } from "../../lib/workshop/mod.ts";
import { paymentsAtOnce, paymentsIn } from "./payments.ts";

const PAYMENTS = 20;
const COMMIT_EVERY = 4;
/** The payment whose charge is under way when the process is killed, counted from 1. */
const KILLED_AT = 11;
const JOIN_MS = 15_000;

/** Kills the same consumer twice; only what its handler waits for differs. */
export async function autoCommit(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. Automatic commits");
  screen.say(
    `${PAYMENTS} payments, and a consumer that commits by itself, every ${COMMIT_EVERY} payments. It ` +
      `is killed while it charges the ${KILLED_AT}th. Once its handler waits for the charge, once it ` +
      "starts the charge and returns, as handlers do that put work into a queue.",
  );
  await context.predict({
    id: "auto",
    question: "Killed like that, does automatic commit leave payments out?",
    choices: ["Always", "Never", "That depends on the handler"],
  });
  const topic = await paymentsAtOnce(context, PAYMENTS);
  const rows = [];
  for (const waits of [true, false]) rows.push(await killed(context, topic, waits));
  screen.line();
  screen.table(
    [
      { title: "the handler" },
      { title: "charged", align: "right" },
      { title: "committed", align: "right" },
      { title: "left out", align: "right" },
      { title: "charged again", align: "right" },
    ],
    rows.map(({ waits, charged, committed, lost, again }) => [
      waits ? "waits for the charge" : "starts it and returns",
      charged,
      committed,
      lost,
      again,
    ]),
  );
  const [waiting, starting] = rows;
  await context.seen(
    "auto",
    `${waiting!.lost} left out with the handler that waits, ${starting!.lost} with the one that ` +
      "doesn't. Automatic commit takes a payment for done when the handler returns. Whether it is, " +
      "only the handler knows",
  );
  screen.say(
    `Nor is the first one free of harm: the ${
      waiting!.again
    } payments behind its last commit will ` +
      "be charged again.",
  );
}

async function killed(context: LabContext, topic: string, waits: boolean) {
  const groupId = context.groupId(waits ? "waits" : "starts");
  const log = await paymentsIn(context.kafka, topic);
  const charged = new Set<bigint>();
  const stop = Promise.withResolvers<void>();
  await using subject = await Subject.start({
    task: new URL("./auto_committer.ts", import.meta.url).href,
    mayDial: context.target.addresses,
    timeLimitMs: JOIN_MS,
  });
  const charge = async (offset: string) => {
    // One after another, as they come; the one that meets the kill is not done.
    if (charged.size === KILLED_AT - 1) {
      stop.resolve();
      await new Promise(() => {});
    }
    charged.add(BigInt(offset));
  };
  const working = subject.call("consume", [{
    bootstrapServers: context.target.addresses,
    topic,
    groupId,
    commitEvery: COMMIT_EVERY,
    waits,
    charge,
  }]);
  working.catch(() => {});
  await Promise.race([stop.promise, working]);
  const wanted = BigInt(waits ? KILLED_AT - 1 - (KILLED_AT - 1) % COMMIT_EVERY : PAYMENTS);
  await waitFor(async () => {
    const [at] = await context.admin.committedOffsets(groupId, [topic]);
    return at !== undefined && at.offset >= wanted;
  }, { what: "the commit of what the handler has returned from", signal: context.signal });
  await subject.kill();
  const start = await startOfNext(context, groupId, topic);
  return {
    waits,
    charged: charged.size,
    committed: log.filter(({ offset }) => offset < start).length,
    lost: log.filter(({ offset }) => offset < start && !charged.has(offset)).length,
    again: [...charged].filter((offset) => offset >= start).length,
  };
}

/** Where the group's next member begins, once the one that was killed is left behind. */
async function startOfNext(context: LabContext, groupId: string, topic: string): Promise<bigint> {
  await using member = await context.kafka.joinGroup({
    groupId,
    topics: [topic],
    sessionTimeoutMs: 6000,
    rebalanceTimeoutMs: 300,
    onBatch: () => {},
  });
  return member.generation!.positions[0]!.offset;
}
