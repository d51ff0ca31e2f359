import { assert, assertEquals } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { OPENING, randomOrder } from "./_shop_bench.ts";
import type { SagaParticipant } from "./saga_options.ts";
import type { ShopEvent } from "./saga_shop_events.ts";
import { balance } from "./saga_shop_ledger.ts";
import { orderDesk, paymentService, shippingService, stockService } from "./saga_shop_services.ts";

type Topic = "requests" | "orders" | "payments" | "stock" | "shipments";

const TIMEOUT_MS = 20;
const SERVICES: readonly {
  readonly inputs: readonly Topic[];
  readonly output: Topic;
  readonly create: () => SagaParticipant<ShopEvent>;
}[] = [
  {
    inputs: ["requests", "payments", "shipments"],
    output: "orders",
    create: () => orderDesk(TIMEOUT_MS),
  },
  { inputs: ["orders", "stock"], output: "payments", create: () => paymentService(OPENING) },
  { inputs: ["payments", "shipments"], output: "stock", create: () => stockService(OPENING) },
  { inputs: ["stock", "orders"], output: "shipments", create: () => shippingService(OPENING) },
];

/** Topics and services without a broker: which event reaches whom next is left to chance. */
class Schedule {
  readonly topics: Record<Topic, ShopEvent[]>;
  readonly #random: Random;
  readonly #participants = SERVICES.map(({ create }) => create());
  readonly #positions = SERVICES.map(({ inputs }) => inputs.map(() => 0));
  #nowMs = 0;

  constructor(random: Random, orders: number) {
    this.#random = random;
    const requests = Array.from({ length: orders }, (_, at): ShopEvent => ({
      type: "order-requested",
      sagaId: `o-${at}`,
      data: { order: randomOrder(random) },
    }));
    this.topics = { requests, orders: [], payments: [], stock: [], shipments: [] };
  }

  /** A service does something, or dies, or is given again what it has had. */
  step(calm: boolean): void {
    const at = this.#random.int(0, SERVICES.length - 1);
    const { inputs, output, create } = SERVICES[at]!;
    const chance = this.#random.next();
    if (!calm && chance < 0.03) {
      const heir = create();
      for (const event of this.topics[output]) heir.apply(event);
      this.#participants[at] = heir;
      return;
    }
    this.#nowMs += this.#random.int(0, 2);
    const input = this.#random.int(0, inputs.length - 1);
    const log = this.topics[inputs[input]!];
    const position = this.#positions[at]![input]!;
    const isAgain = !calm && chance < 0.1 && position > 0;
    const event = isAgain ? log[this.#random.int(0, position - 1)] : log[position];
    if (event !== undefined && !isAgain) this.#positions[at]![input] = position + 1;
    const participant = this.#participants[at]!;
    const decided = event === undefined ? [] : participant.react(event, this.#nowMs);
    this.#note(participant, output, decided);
    if (chance > 0.5) this.#note(participant, output, participant.due?.(this.#nowMs) ?? []);
  }

  #note(participant: SagaParticipant<ShopEvent>, output: Topic, events: readonly ShopEvent[]) {
    for (const event of events) {
      participant.apply(event);
      this.topics[output].push(event);
    }
  }

  ledger() {
    const { orders, payments, stock, shipments } = this.topics;
    return balance([...orders, ...payments, ...stock, ...shipments], OPENING);
  }
}

Deno.test("whatever reaches whom first, twice or late, sagas end and nothing is lost or made", () => {
  const reasons = new Set<string>();
  let late = 0;
  for (let run = 0; run < 300; run++) {
    const random = seededRandom(`schedule ${run}`);
    const schedule = new Schedule(random, random.int(1, 8));
    const { length } = schedule.topics.requests;
    for (let step = 0; step < 150; step++) schedule.step(false);
    assertEquals(schedule.ledger().problems, [], `run ${run}, on the way`);
    for (let step = 0; step < 600; step++) schedule.step(true);
    const ledger = schedule.ledger();
    assertEquals(ledger.problems, [], `run ${run}`);
    assertEquals([ledger.orders.placed, ledger.orders.open], [length, 0], `run ${run}`);
    assertEquals([ledger.money.held, ledger.pieces.held], [0, 0], `run ${run}`);
    late += ledger.timedOut;
    for (const { data } of schedule.topics.orders) reasons.add(data.reason ?? "none");
  }
  assert(late > 50);
  const expected = ["no carrier goes there", "none", "sold out", "timed out", "too little money"];
  assertEquals([...reasons].toSorted(), expected);
});

Deno.test("a ledger names what must not be", () => {
  const order = randomOrder(seededRandom("ledger"));
  const event = (type: ShopEvent["type"]): ShopEvent => ({ type, sagaId: "o-1", data: { order } });
  const all = (...types: ShopEvent["type"][]) => balance(types.map(event), OPENING).problems;
  assertEquals(all("order-placed", "payment-taken"), []);
  assertEquals(all("payment-taken", "payment-taken"), ["Order o-1 has 2 events payment-taken"]);
  assertEquals(all("payment-refunded"), ["Order o-1 was refunded and had not paid"]);
  assertEquals(all("order-placed", "payment-taken", "order-cancelled"), [
    "Order o-1 is cancelled and its money was not given back",
  ]);
  assertEquals(all("order-completed", "payment-taken", "stock-reserved"), [
    "Order o-1 is complete and was not shipped",
  ]);
});
