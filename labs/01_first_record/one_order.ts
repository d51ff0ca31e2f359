import { runConsumer } from "../../lib/consumer/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import type { ConsumedRecord } from "../../lib/kafka/mod.ts";
import type { Cell, LabContext } from "../../lib/workshop/mod.ts";
import { orderIn, recordAt, textOf } from "./order_log.ts";
import { FIRST_ORDER, orderText } from "./orders.ts";
import { type Desk, isFail, type Placed, placedIn } from "./place.ts";

/** One order: what the producer is told, what lies in the log, what a consumer gets. */
export async function oneOrder(context: LabContext, desk: Desk, topic: string): Promise<void> {
  const { screen } = context;
  screen.heading("1. One order, sent and read back");
  const outcome = await desk.place(FIRST_ORDER, topic);
  if (outcome.outcome === "threw") {
    screen.say(`placeOrder() of ${context.author} threw ${outcome.error.message}`);
    return;
  }
  const placed = placedIn(outcome.value);
  if (isFail(placed)) return screen.say(placed.happened);
  screen.say(`Message delivered: ${orderText(FIRST_ORDER)}`);
  screen.say(`Topic: ${placed.topic}, Partition: ${placed.partition}, Offset: ${placed.offset}`);
  screen.line();
  const record = await recordAt(context.kafka, { ...placed, topic });
  showBoth(context, placed, record);
  await consume(context, topic);
}

function showBoth(
  { screen, author }: LabContext,
  placed: Placed,
  record: ConsumedRecord | undefined,
): void {
  const rows: Cell[][] = [
    ["topic", placed.topic, record?.topic ?? "nothing is there"],
    ["partition", placed.partition, record?.partition],
    ["offset", placed.offset, record?.offset],
    ["key", "", textOf(record?.key ?? null)],
    ["value", "", textOf(record?.value ?? null)],
    ...(record?.headers ?? []).map(({ name, value }) => [`header ${name}`, "", textOf(value)]),
    ["timestamp", "", record === undefined ? "" : new Date(record.timestampMs).toISOString()],
  ];
  screen.table([
    { title: "" },
    { title: `what ${author === "you" ? "you" : "it"} returned` },
    { title: "the record that lies there", shrinks: true },
  ], rows);
}

/** Reads as a member of a group, as the shop's dispatch would. */
async function consume(context: LabContext, topic: string): Promise<void> {
  const { screen } = context;
  const received: ConsumedRecord[] = [];
  const groupId = context.groupId("order_consumer_group");
  await using consumer = await runConsumer(context.kafka, {
    groupId,
    topics: [topic],
    offsetReset: "earliest",
    handler: (record) => void received.push(record),
  });
  const record = await waitFor(() => received[0], {
    what: "an order for the consumer group",
    signal: context.signal,
  });
  await consumer.stop();
  const [committed] = await context.admin.committedOffsets(groupId, [topic]);
  screen.line();
  screen.say("A consumer of a new group begins at the earliest offset:");
  screen.say(`Received order: ${orderText(orderIn(record))}`);
  screen.say(`Offset: ${record.offset}`);
  screen.say(`It has committed ${committed?.offset}: a committed offset is the next to read.`);
}
