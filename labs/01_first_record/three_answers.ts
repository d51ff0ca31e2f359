import type { InjectedFault, LabContext } from "../../lib/workshop/mod.ts";
import { recordsOf } from "./order_log.ts";
import { type Order, randomOrders } from "./orders.ts";
import type { Desk } from "./place.ts";

/** One fault, what the learner's code said of it, and what the log says. */
interface Answer {
  readonly fault: string;
  readonly said: string;
  readonly definite: string;
  readonly inLog: number;
  readonly tell: string;
}

/** The three things that a producer can know of a record: stored, not stored, not known. */
export async function threeAnswers(context: LabContext, desk: Desk, topic: string): Promise<void> {
  const { screen, random } = context;
  screen.heading("3. Stored, not stored, not known");
  await context.predict({
    id: "lost-answer",
    question: "The broker stores an order, and its answer is lost on the way. What may the shop " +
      "tell the customer?",
    choices: ["Your order is stored", "Your order failed, please try again", "Neither of the two"],
  });
  const [first, second, third] = randomOrders(random, 3);
  const answers = [
    await answer(context, desk, topic, first!, "none"),
    await answer(context, desk, topic, second!, "broker refuses", () => desk.faults.refuse()),
    await answer(
      context,
      desk,
      topic,
      third!,
      "answers are lost",
      () => desk.faults.dropAnswers("Produce"),
    ),
  ];
  screen.line();
  screen.table(
    [
      { title: "fault" },
      { title: "placeOrder()" },
      { title: "definite" },
      { title: "in the log", align: "right" },
      { title: "tell the customer" },
    ],
    answers.map(({ fault, said, definite, inLog, tell }) => [fault, said, definite, inLog, tell]),
  );
  await context.seen("lost-answer", sentence(answers[2]!));
}

function sentence({ tell, inLog }: Answer): string {
  const said = tell === "not known"
    ? "Neither stored nor failed can be told"
    : `Your code would tell "${tell}"`;
  const log = inLog > 0 ? "The log holds the order" : "The log does not hold the order";
  return `${said}. ${log}, and no producer could know: that is what definite false means. Who must ` +
    `know looks for the order's id in the log`;
}

async function answer(
  context: LabContext,
  desk: Desk,
  topic: string,
  order: Order,
  fault: string,
  inject?: () => InjectedFault,
): Promise<Answer> {
  const injected = inject?.();
  const outcome = await desk.place(order, topic);
  await injected?.end();
  const inLog = (await recordsOf(context.kafka, topic, order)).length;
  if (outcome.outcome === "returned") {
    return { fault, said: "resolved", definite: "", inLog, tell: "stored" };
  }
  const { message, code, definite } = outcome.error;
  const tell = definite === true ? "not stored" : "not known";
  return {
    fault,
    said: typeof code === "string" ? code : message.slice(0, 16),
    definite: String(definite ?? "missing"),
    inLog,
    tell,
  };
}
