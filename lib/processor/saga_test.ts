import { assert, assertEquals, assertRejects } from "@std/assert";
import { readDeadLetter } from "../consumer/mod.ts";
import { waitFor } from "../core/mod.ts";
import { createProducer, ProducerFencedError } from "../producer/mod.ts";
import { randomOrder, ShopBench, TOPICS } from "./_shop_bench.ts";
import { openShop, SHOP_SERVICES, type ShopServiceName } from "./saga_shop.ts";
import type { ShopOrder } from "./saga_shop_events.ts";

const GOOD: ShopOrder = { customer: "Siti", item: "lamp", quantity: 1, price: 10, city: "Medan" };

Deno.test("orders end complete or cancelled, and no money and no piece is lost or made", async () => {
  await using bench = await ShopBench.start();
  await bench.services();
  await bench.order(60);
  const { orders } = await bench.demandBalance();
  assert(orders.completed > 0 && orders.cancelled > 0);
});

Deno.test("what can't be shipped is put back, then paid back, then cancelled", async () => {
  await using bench = await ShopBench.start();
  await bench.services();
  await bench.order(1, () => ({ ...GOOD, city: "Mars" }));
  await bench.demandBalance();
  const causes = new Map((await bench.story("o-1")).map(({ type, cause }) => [type, cause]));
  assertEquals(Object.fromEntries(causes), {
    "order-requested": "",
    "order-placed": "order-requested",
    "payment-taken": "order-placed",
    "stock-reserved": "payment-taken",
    "shipment-refused": "stock-reserved",
    "stock-released": "shipment-refused",
    "payment-refunded": "stock-released",
    "order-cancelled": "payment-refunded",
  });
});

Deno.test("what is sold out is paid back, and what can't be paid touches nothing", async () => {
  await using bench = await ShopBench.start();
  await bench.services();
  await bench.order(1, () => ({ ...GOOD, quantity: 99 }));
  await bench.order(1, () => ({ ...GOOD, price: 9999 }));
  await bench.demandBalance();
  const types = async (id: string) => (await bench.story(id)).map(({ type }) => type).toSorted();
  assertEquals(await types("o-1"), [
    "order-cancelled",
    "order-placed",
    "order-requested",
    "payment-refunded",
    "payment-taken",
    "stock-refused",
  ]);
  assertEquals(await types("o-2"), [
    "order-cancelled",
    "order-placed",
    "order-requested",
    "payment-refused",
  ]);
});

Deno.test("a request that comes twice is one order", async () => {
  await using bench = await ShopBench.start();
  const services = await bench.services();
  await bench.order(1, () => GOOD);
  await using producer = await createProducer(bench.kafka);
  const value = JSON.stringify({ type: "order-requested", sagaId: "o-1", data: { order: GOOD } });
  for (let copy = 0; copy < 3; copy++) {
    await producer.send({ topic: TOPICS.requests, key: "o-1", value });
  }
  await bench.demandBalance();
  const [desk] = services;
  await waitFor(() => desk!.statistics().consumed >= 4, { what: "all copies" });
  const ledger = await bench.demandBalance();
  assertEquals([ledger.orders.placed, ledger.money.earned], [1, 10]);
});

Deno.test("nobody directs a saga: orders under way are shipped while the order desk is gone", async () => {
  await using bench = await ShopBench.start();
  const desk = await bench.service("order-desk");
  await bench.order(5, () => GOOD);
  await waitFor(() => desk.statistics().decided["order-placed"] === 5, { what: "five orders" });
  await desk.stop();
  const [, , shipping] = await bench.services(["payment", "stock", "shipping"]);
  await waitFor(() => shipping!.statistics().decided["order-shipped"] === 5, {
    what: "five shipments",
  });
  assertEquals((await bench.ledger()).orders.open, 5);
  await bench.service("order-desk");
  assertEquals((await bench.demandBalance()).orders.completed, 5);
});

for (const absent of ["payment", "stock", "shipping"] as const) {
  Deno.test(`an order that takes too long is called off, also if ${absent} is late to hear of it`, async () => {
    await using bench = await ShopBench.start();
    const present = SHOP_SERVICES.filter((name) => name !== absent);
    const options = { timeoutMs: 60 };
    await bench.services(present, options);
    await bench.order(8);
    await waitFor(async () => (await bench.ledger()).timedOut > 0, { what: "an order to be late" });
    await bench.service(absent, undefined, options);
    await bench.demandBalance();
  });
}

Deno.test("a second instance takes over, and the first one ends and says so", async () => {
  await using bench = await ShopBench.start();
  const services = await bench.services();
  await bench.order(20);
  for (const [at, name] of SHOP_SERVICES.entries()) {
    await bench.service(name);
    await bench.order(20);
    const error = await assertRejects(() => services[at]!.closed, ProducerFencedError);
    assert(error.message.length > 0);
  }
  await bench.demandBalance();
});

Deno.test("an input that nobody can read goes to the dead letters, and the saga goes on", async () => {
  await using bench = await ShopBench.start();
  const [desk] = await bench.services();
  await using producer = await createProducer(bench.kafka);
  await producer.send({ topic: TOPICS.requests, key: "x", value: "not an event" });
  await bench.order(10);
  await bench.demandBalance();
  await waitFor(() => desk!.statistics().deadLettered === 1, { what: "the dead letter" });
  const [letter] = await Array.fromAsync(bench.kafka.read({ topic: "DLQ" }));
  const { origin } = readDeadLetter(letter!)!;
  assertEquals(origin?.topic, TOPICS.requests);
});

Deno.test("an open shop takes orders, replaces its services, and balances when it stops", async () => {
  await using bench = await ShopBench.start();
  const opening = { accounts: { Siti: 1000 }, stock: { lamp: 50 }, cities: ["Medan"] };
  await using shop = await openShop(bench.kafka, { opening });
  const names: ShopServiceName[] = [...SHOP_SERVICES];
  for (let count = 1; count <= 20; count++) {
    await shop.order(`o-${count}`, { ...GOOD, city: count % 4 === 0 ? "Mars" : "Medan" });
    if (count % 5 === 0) await shop.replace(names.shift()!);
  }
  const settled = await shop.settled(20);
  assertEquals(settled.problems, []);
  assertEquals(settled.orders.completed, 15);
  assertEquals(Object.keys(shop.statistics()).toSorted(), [...SHOP_SERVICES].toSorted());
  assertEquals(await shop.stop(), settled);
  await shop.closed;
});

Deno.test("a service that stops leaves nothing open, and the next one goes on", async () => {
  await using bench = await ShopBench.start();
  let services = await bench.services();
  for (let round = 0; round < 3; round++) {
    await bench.order(10, randomOrder);
    const ended = await Promise.all(services.map((service) => service.stop()));
    assert(ended.every(({ starts }) => starts === 1));
    services = await bench.services();
  }
  await bench.demandBalance();
});
