import type { RequestBody } from "../../lib/protocol/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import { type LabContext, storedBatches } from "../../lib/workshop/mod.ts";
import type { Goal } from "./goals.ts";
import { type ChosenOptions, isFail, optionsFor } from "./options.ts";
import { copiesByKey, randomOrders } from "./orders.ts";
import { openShop } from "./shop.ts";

/** Three uses that want different things. */
const USES: readonly (readonly [name: string, goal: Goal])[] = [
  ["payments", {
    loss: "never",
    duplicates: "never",
    longestWaitMs: 20,
    recordBytes: 400,
    recordsPerRequest: 20,
    topicMaxBytes: 60_000,
    spare: "processor",
  }],
  ["sensor readings", {
    loss: "accepted",
    duplicates: "accepted",
    longestWaitMs: 0,
    recordBytes: 200,
    recordsPerRequest: 20,
    topicMaxBytes: 100_000,
    spare: "processor",
  }],
  ["click stream", {
    loss: "with the leader",
    duplicates: "accepted",
    longestWaitMs: 200,
    recordBytes: 1000,
    recordsPerRequest: 300,
    topicMaxBytes: 800_000,
    spare: "network",
  }],
];

/** The options that the learner's code chooses for three uses, and what they do. */
export async function yourGoals(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading(`4. Three uses, three producers, chosen by ${context.author}`);
  const chosen = await optionsFor(context, USES.map(([, goal]) => goal));
  if (isFail(chosen)) return screen.say(chosen.happened);
  const rows = [];
  for (const [at, [name, goal]] of USES.entries()) {
    const seen = await tried(context, chosen[at]!, goal);
    rows.push([
      name,
      `${goal.recordsPerRequest} x ${goal.recordBytes} B`,
      String(seen.acks),
      seen.batches,
      seen.codec,
      seen.bytes,
      seen.records - goal.recordsPerRequest,
    ]);
  }
  screen.table([
    { title: "use", shrinks: true },
    { title: "sent at once" },
    { title: "acks asked", align: "right" },
    { title: "batches", align: "right" },
    { title: "codec" },
    { title: "bytes stored", align: "right" },
    { title: "copies", align: "right" },
  ], rows);
  screen.line();
  screen.say(
    `The first answer to each producer was lost, and what was not acknowledged was sent again: ` +
      `"copies" are the records that lie in the log for the second time.`,
  );
}

async function tried(context: LabContext, options: ChosenOptions, goal: Goal) {
  const { recordsPerRequest: count, recordBytes: bytes, topicMaxBytes } = goal;
  const config = { "max.message.bytes": String(topicMaxBytes) };
  const topic = await context.topic("use", 1, { config });
  await using shop = await openShop(context, options);
  shop.faults.dropAnswers("Produce", 1);
  let orders = randomOrders(context.random, topic, { count, bytes });
  for (let attempt = 1; attempt <= 3 && orders.length > 0; attempt++) {
    const sends = orders.map((order) => shop.place(order));
    const acked = await Promise.all(sends);
    orders = orders.filter((_, at) => !acked[at]);
  }
  const [request] = await waitFor(
    () => shop.traffic.requests.length > 0 ? shop.traffic.requests : undefined,
    { what: "a Produce request", signal: context.signal },
  );
  // With acks 0 a promise resolves before the broker has anything.
  await waitFor(async () => (await context.admin.topicOffsets(topic))[0]!.high >= count, {
    what: "the records in the log",
    timeoutMs: 2000,
  }).catch(() => {});
  const batches = (await storedBatches(context.target, topic)).map(({ batch }) => batch);
  const copies = [...(await copiesByKey(context.kafka, topic)).values()];
  const { acks } = request!.decode() as RequestBody<"Produce">;
  return {
    acks: acks === -1 ? "all" : acks,
    batches: batches.length,
    codec: [...new Set(batches.map((batch) => batch.codec))].join(", "),
    bytes: batches.reduce((sum, batch) => sum + batch.sizeInBytes, 0),
    records: copies.reduce((sum, each) => sum + each, 0),
  };
}
