import {
  type Clock,
  freshSeed,
  type Logger,
  type Random,
  seededRandom,
  systemClock,
} from "../core/mod.ts";
import { DEAD_LETTER_TOPIC, type Kafka } from "../consumer/mod.ts";
import type { SagaServiceStatistics } from "./saga_options.ts";
import { openShop, SHOP_SERVICES, type ShopServiceName, shopTopicsToMake } from "./saga_shop.ts";
import type { ShopOpening, ShopOrder } from "./saga_shop_events.ts";
import type { ShopLedger } from "./saga_shop_ledger.ts";

/** How a shop is shown. */
export interface SagaScenarioOptions {
  /** Orders that are placed. @default {100} */
  readonly orders?: number;
  /** Orders a second; Infinity for as fast as they are taken. @default {Infinity} */
  readonly ratePerSecond?: number;
  /** After so many orders a service is replaced without a word, in turn; 0 for never. @default {25} */
  readonly replaceEvery?: number;
  /** What topics and groups begin with. @default {"shop-"} */
  readonly prefix?: string;
  /** Where what a service can't read goes. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** Copies of each partition of the topics that are made. @default {1} */
  readonly replicationFactor?: number;
  /** How long it may take until no order is open, in milliseconds. @default {60000} */
  readonly settleTimeoutMs?: number;
  /** Hears of the ledger now and then. */
  readonly onProgress?: (ledger: ShopLedger, placed: number) => void;
  /** Places no more orders, and settles those that are placed. */
  readonly signal?: AbortSignal;
  /** Which orders come. @default {a fresh seed} */
  readonly random?: Random;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** What a shop came to. */
export interface SagaScenarioReport {
  /** Orders that were asked for. */
  readonly asked: number;
  /** Times that a service was replaced while it worked. */
  readonly replaced: number;
  /** What the topics say in the end; its `problems` are empty when nothing was lost or made. */
  readonly ledger: ShopLedger;
  /** What the last instance of each service has done. */
  readonly services: Readonly<Record<ShopServiceName, SagaServiceStatistics>>;
}

const OPENING: ShopOpening = {
  accounts: { Siti: 5000, Budi: 2000, Ayu: 8000, Joko: 300 },
  stock: { lamp: 120, chair: 40, desk: 12 },
  cities: ["Jakarta", "Bandung", "Medan", "Surabaya"],
};

/**
 * Opens a shop, places random orders of which some end at each step, lets its services die in turn,
 * and balances what its topics say. It makes the topics that are absent; others must not use them.
 *
 * @throws {WorkshopError} code `WAIT_TIMEOUT` when orders stay open; why a service could not start
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runSagaScenario } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * const { ledger, replaced } = await runSagaScenario(kafka, { orders: 40, replaceEvery: 10 });
 * console.log(ledger.problems, ledger.orders.open, replaced); // [] 0 4
 * ```
 */
export async function runSagaScenario(
  kafka: Kafka,
  options: SagaScenarioOptions = {},
): Promise<SagaScenarioReport> {
  const { orders = 100, replaceEvery = 25, signal, onProgress } = options;
  const { ratePerSecond = Infinity, settleTimeoutMs: timeoutMs = 60_000 } = options;
  const { random = seededRandom(freshSeed()), clock = systemClock, prefix, logger } = options;
  const { deadLetterTopic = DEAD_LETTER_TOPIC } = options;
  await makeTopics(kafka, options);
  await using shop = await openShop(kafka, {
    opening: OPENING,
    clock,
    service: { deadLetterTopic },
    ...(prefix === undefined ? {} : { prefix }),
    ...(logger === undefined ? {} : { logger }),
  });
  const before = (await shop.ledger()).orders.placed;
  // Another run on the same topics has placed orders of its own.
  const run = random.uuid().slice(0, 8);
  let [asked, replaced] = [0, 0];
  while (asked < orders && !signal?.aborted) {
    await shop.order(`${run}-${++asked}`, randomOrder(random));
    if (replaceEvery > 0 && asked % replaceEvery === 0) {
      await shop.replace(SHOP_SERVICES[replaced++ % SHOP_SERVICES.length]!);
      if (onProgress !== undefined) onProgress(await shop.ledger(), asked);
    }
    if (ratePerSecond < Infinity) await clock.sleep(1000 / ratePerSecond, signal).catch(() => {});
  }
  await Promise.race([shop.settled(before + asked, { timeoutMs }), shop.closed]);
  const services = shop.statistics();
  return { asked, replaced, services, ledger: await shop.stop() };
}

async function makeTopics(
  kafka: Kafka,
  { prefix, deadLetterTopic = DEAD_LETTER_TOPIC, replicationFactor = 1 }: SagaScenarioOptions,
): Promise<void> {
  await using admin = await kafka.admin();
  const topics = [...shopTopicsToMake(prefix), { name: deadLetterTopic, partitions: 1 }];
  await admin.createTopics(topics.map((topic) => ({ ...topic, replicationFactor })));
}

function randomOrder(random: Random): ShopOrder {
  const quantity = random.int(1, 3);
  return {
    customer: random.pick(Object.keys(OPENING.accounts)),
    item: random.pick(Object.keys(OPENING.stock)),
    quantity,
    price: quantity * random.int(10, 90),
    city: random.pick([...OPENING.cities, "Mars"]),
  };
}
