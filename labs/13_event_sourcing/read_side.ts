import { CommandHandler, eventTopic, openEventStore, openView } from "../../lib/processor/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";

const ORDERS = 30;
const CITIES = ["Medan", "Bandung", "Surabaya"];

type Placed = { readonly type: "placed"; readonly data: { readonly city: string } };

/** A side that decides, a side that is asked, and the time between them. */
export async function readSide(context: LabContext): Promise<void> {
  const { screen, kafka, random } = context;
  screen.heading("3. The side that is asked");
  screen.say(
    `${ORDERS} orders are placed, one after the other. A view of them by city is built from the topic. ` +
      "Each time it is asked twice: at once, and when it has seen the offset that the order got.",
  );
  await context.predict({
    id: "view",
    question: "How often does the view know an order that was acknowledged a moment ago?",
    choices: ["Always: the append was awaited", "Sometimes", "Only if one waits for its offset"],
  });
  const topic = await context.topic("orders", 3, { config: eventTopic("").config });
  await using store = await openEventStore(kafka, {
    topic,
    initial: false,
    fold: (_: boolean, { type }: Placed) => type === "placed",
  });
  const commands = new CommandHandler(store, {
    decide: (isPlaced, city: string): Placed[] =>
      isPlaced ? [] : [{ type: "placed", data: { city } }],
  });
  const options = {
    topic,
    apply: (
      rows: { put(id: string, row: Placed["data"]): void },
      { aggregateId, event }: { readonly aggregateId: string; readonly event: Placed },
    ) => rows.put(aggregateId, event.data),
    indexes: { city: ({ city }: Placed["data"]) => city },
  };
  await using view = await openView<Placed["data"], Placed>(kafka, options);
  let [atOnce, awaited] = [0, 0];
  for (let made = 0; made < ORDERS; made++) {
    const [id, city] = [`o-${made}`, random.pick(CITIES)];
    const written = await commands.handle(id, city);
    if (view.rows.idsBy("city", city).includes(id)) atOnce++;
    await view.seen(written!);
    if (view.rows.idsBy("city", city).includes(id)) awaited++;
  }
  await using rebuilt = await openView<Placed["data"], Placed>(kafka, options);
  await rebuilt.caughtUp();
  const same = CITIES.every((city) =>
    rebuilt.rows.idsBy("city", city).toSorted().join() ===
      view.rows.idsBy("city", city).toSorted().join()
  );
  screen.line();
  screen.table([{ title: "asked" }, { title: "orders known", align: "right" }], [
    ["at once, after the append", `${atOnce} of ${ORDERS}`],
    ["when it has seen the offset", `${awaited} of ${ORDERS}`],
    ["another view, built from the first event", same ? "the same" : "others"],
  ]);
  await context.seen(
    "view",
    `At once the view knew ${atOnce} of ${ORDERS}, and ${awaited} when it was waited for. The offset of one's own write is what ` +
      "to wait for; who decides never asks the view at all",
  );
}
