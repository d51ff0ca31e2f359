import { assert, assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { ProducerFencedError } from "../producer/mod.ts";
import { ShopBench, TOPICS } from "./_shop_bench.ts";
import { runSagaService } from "./saga.ts";
import { SHOP_SERVICES } from "./saga_shop.ts";

const STEPS = ["Produce", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"] as const;

for (const name of SHOP_SERVICES) {
  Deno.test(`${name} dies before each of its requests, and comes back as a zombie: all balances`, async () => {
    await using bench = await ShopBench.start();
    await bench.services(SHOP_SERVICES.filter((other) => other !== name));
    let clientId = bench.clientId(name);
    let mortal = await bench.service(name, clientId);
    for (const apiKey of STEPS) {
      const held = bench.proxy.add({
        apiKeys: [apiKey],
        clientIds: [clientId],
        action: "freeze",
      });
      await bench.order(12);
      await waitFor(() => held.fired > 0, { what: `${apiKey} of ${name}` });
      const frozen = bench.proxy.freezeClient(clientId);
      held.remove();
      const heirId = bench.clientId(name);
      const heir = await bench.service(name, heirId);
      await bench.demandBalance();
      frozen.release();
      await assertRejects(() => mortal.closed, ProducerFencedError);
      await bench.demandBalance();
      [mortal, clientId] = [heir, heirId];
    }
  });

  Deno.test(`${name} dies before it hears an answer to each of its requests: all balances`, async () => {
    await using bench = await ShopBench.start();
    await bench.services(SHOP_SERVICES.filter((other) => other !== name));
    let clientId = bench.clientId(name);
    await bench.service(name, clientId);
    const burials: Promise<void>[] = [];
    for (const apiKey of STEPS) {
      const unheard = bench.proxy.add({
        apiKeys: [apiKey],
        clientIds: [clientId],
        action: "dropAnswer",
      });
      await bench.order(12);
      await waitFor(() => unheard.fired > 0, { what: `${apiKey} of ${name}` });
      bench.proxy.freezeClient(clientId);
      unheard.remove();
      const heirId = bench.clientId(name);
      await bench.service(name, heirId);
      await bench.demandBalance();
      burials.push(bench.bury(clientId));
      clientId = heirId;
    }
    await Promise.all(burials);
  });
}

Deno.test("answers that are lost anywhere cost transactions, never money", async () => {
  await using bench = await ShopBench.start();
  const faults = (["dropAnswer", "refuse", "halfAnswer", "halfRequest"] as const).map((action) =>
    bench.proxy.add({
      apiKeys: [...STEPS, "AddPartitionsToTxn", "InitProducerId"],
      probability: 0.1,
      action,
      seed: action,
    })
  );
  const services = await bench.services(SHOP_SERVICES, {
    service: { tickMs: 20, requestTimeoutMs: 1000, maxBatchRecords: 5 },
  });
  const isEnough = () =>
    faults.every(({ fired }) => fired > 0) &&
    services.some((service) => service.statistics().starts > 1);
  for (let round = 0; round < 40 && !isEnough(); round++) {
    await bench.order(10);
    await bench.demandBalance();
  }
  assert(isEnough());
});

Deno.test("each input leads to its events once, also if the participant can't tell it from another", async () => {
  await using bench = await ShopBench.start();
  const counter = async (clientId: string) => {
    const bootstrapServers = bench.proxy.bootstrapServers.split(",");
    const kafka = connectKafka({ bootstrapServers, clientId });
    const service = await runSagaService(kafka, {
      name: "counter",
      inputs: [TOPICS.requests],
      output: TOPICS.orders,
      requestTimeoutMs: 20_000,
      create: () => ({
        apply: () => {},
        react: ({ sagaId }) => [{ type: "seen", sagaId, data: {} }],
      }),
    });
    return { kafka, service };
  };
  const seen = async () =>
    (await Array.fromAsync(bench.kafka.read({ topic: TOPICS.orders }))).length;
  let mortal = await counter("counter-0");
  for (const [at, apiKey] of STEPS.entries()) {
    const held = bench.proxy.add({
      apiKeys: [apiKey],
      clientIds: [`counter-${at}`],
      action: "freeze",
    });
    await bench.order(10);
    await waitFor(() => held.fired > 0, { what: apiKey });
    const frozen = bench.proxy.freezeClient(`counter-${at}`);
    held.remove();
    const heir = await counter(`counter-${at + 1}`);
    await waitFor(async () => await seen() >= 10 * (at + 1), { what: "every request to be seen" });
    frozen.release();
    await assertRejects(() => mortal.service.closed, ProducerFencedError);
    await mortal.kafka[Symbol.asyncDispose]();
    assertEquals(await seen(), 10 * (at + 1));
    mortal = heir;
  }
  await mortal.service.stop();
  await mortal.kafka[Symbol.asyncDispose]();
});
