import { redriveLetters, settledTopic } from "../../lib/consumer/mod.ts";
import { headerText } from "../../lib/core/mod.ts";
import { newTrace } from "../../lib/events/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import type { Billed } from "./billing.ts";

/** The letters of the outage go back to their topic, once. */
export async function sendBack(context: LabContext, { orders, letters }: Billed): Promise<void> {
  const { screen, kafka, admin } = context;
  screen.heading("3. The way back");
  screen.say(
    "The ledger is back, and its victims are sound. They are sent back to where they came from; then " +
      "somebody does the same again, who did not know.",
  );
  await context.predict({
    id: "redrive",
    question: "How many orders does the second redrive send?",
    choices: ["As many as the first: the letters are still there", "None"],
  });
  const sent: number[] = [];
  try {
    for (let time = 0; time < 2; time++) sent.push(await redrive(context, letters));
    const redriven = [];
    for await (const { headers } of kafka.read({ topic: orders })) {
      if (headerText(headers, "redrive.count") !== undefined) redriven.push(headers);
    }
    const [first = []] = redriven;
    screen.line();
    screen.table([
      { title: "" },
      { title: "sent back", align: "right" },
      { title: "lie in their topic again", align: "right" },
    ], [["first time", sent[0], sent[0]], ["second time", sent[1], redriven.length]]);
    screen.line();
    screen.say("The headers of one of them:");
    for (const { name } of first) screen.line(`  ${name}: ${headerText(first, name)}`);
  } finally {
    const topic = settledTopic(letters);
    if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics([topic]);
  }
  await context.seen(
    "redrive",
    `The second redrive sent ${
      sent[1]
    }. A letter can't be taken out of the middle of a log. What was done with it stands in ` +
      "a topic beside it, written in one transaction with the record that was sent back",
  );
}

async function redrive({ kafka, random }: LabContext, letters: string): Promise<number> {
  const results = await Array.fromAsync(redriveLetters(kafka, {
    deadLetterTopic: letters,
    selection: {},
    headers: { allowed: ["order-id"], newTraceparent: () => newTrace(random).traceparent },
  }));
  return results.filter(({ outcome }) => outcome === "redriven").length;
}
