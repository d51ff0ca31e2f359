import type { LabContext } from "../../lib/workshop/mod.ts";
import { Choreography, POINTS } from "./choreography.ts";
import { SERVICES, wrongWith } from "./parts.ts";

const ORDERS = 8;

/** Services that die, and what has become of the money. */
export async function killedSaga(context: LabContext): Promise<void> {
  const { screen, author } = context;
  screen.heading("4. A saga, killed");
  screen.say(
    `${ORDERS} orders go through payment, stock and shipping; some can't be paid, reserved or ` +
      "shipped, two are called off. Each service is killed at each of three points, and nobody directs " +
      "the rest. " + (author === "you" ? "The steps are yours." : "The steps are the reference's."),
  );
  await context.predict({
    id: "saga",
    question:
      "A service has written its decision and dies before it commits what it has read. Then?",
    choices: [
      "The event is lost: nobody takes it back",
      "The event comes again, and the decision is in its topic",
      "The event comes again, and there is no telling",
    ],
  });
  const shop = await Choreography.open(context, ORDERS);
  await shop.callOff(shop.orders[3]!);
  const rows: (string | number)[][] = [];
  for (const point of POINTS) {
    const before = shop.redelivered;
    for (const service of SERVICES) await shop.turn(service, { point, record: 1 });
    for (const service of SERVICES) await shop.turn(service);
    rows.push([point, SERVICES.length, shop.redelivered - before]);
  }
  await shop.callOff(shop.orders[0]!);
  await shop.drain();
  const decisions = await shop.decisions();
  screen.line();
  screen.table(
    [
      { title: "killed" },
      { title: "kills", align: "right" },
      { title: "events that came again", align: "right" },
    ],
    rows,
  );
  screen.line();
  screen.table(
    [{ title: "order" }, { title: "decided, by payment, stock and shipping" }, { title: "wrong" }],
    [...decisions].map(([order, decided]) => [
      order,
      decided.map((decision) => decision.replace(/^(payment|stock|order|shipment)-/, "")).join(
        ", ",
      ),
      wrongWith(order, decided)?.anomaly ?? "",
    ]),
  );
  const wrong = [...decisions].filter(([order, decided]) =>
    wrongWith(order, decided) !== undefined
  );
  await context.seen(
    "saga",
    `${shop.redelivered} events came again, and ${wrong.length} of ${ORDERS} orders are wrong. ` +
      "What a service has decided is in its own topic: it looks there before it decides",
  );
}
