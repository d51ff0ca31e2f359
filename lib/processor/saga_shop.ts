import { type Clock, type Logger, systemClock, waitFor } from "../core/mod.ts";
import type { Kafka } from "../consumer/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { runSagaService } from "./saga.ts";
import type {
  RunningSagaService,
  SagaParticipant,
  SagaServiceOptions,
  SagaServiceStatistics,
} from "./saga_options.ts";
import { sagaRecord } from "./saga_record.ts";
import type { PatternTopic } from "./event_sourcing_topic.ts";
import {
  type ShopEvent,
  type ShopOpening,
  type ShopOrder,
  type ShopTopics,
  shopTopics,
} from "./saga_shop_events.ts";
import { readShopLedger, type ShopLedger } from "./saga_shop_ledger.ts";
import { orderDesk, paymentService, shippingService, stockService } from "./saga_shop_services.ts";

/** The services of the shop. */
export const SHOP_SERVICES = ["order-desk", "payment", "stock", "shipping"] as const;

/** One of {@link SHOP_SERVICES}. */
export type ShopServiceName = (typeof SHOP_SERVICES)[number];

const TIMEOUT_MS = 30_000;

/** What a shop is opened with. */
export interface ShopOptions {
  /** What topics and groups begin with. @default {"shop-"} */
  readonly prefix?: string;
  /** What there is before the first order. */
  readonly opening: ShopOpening;
  /** How long an order may take before the desk calls it off, in milliseconds. @default {30000} */
  readonly timeoutMs?: number;
  /** How the services' transactions are made, and how often they look what is due. @default {theirs} */
  readonly service?: Pick<
    SagaServiceOptions<ShopEvent>,
    "tickMs" | "maxBatchRecords" | "transactionTimeoutMs" | "requestTimeoutMs" | "deadLetterTopic"
  >;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** The topics of a shop, to be made before it opens. */
export function shopTopicsToMake(prefix?: string, partitions = 3): PatternTopic[] {
  const config = { "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1" };
  return Object.values(shopTopics(prefix)).map((name) => ({ name, partitions, config }));
}

/**
 * Starts one service of the shop. Each knows the topics that it reads and the one that it writes, and
 * none of the others: an order goes on because somebody reads of it.
 *
 * @throws {WorkshopError} as {@linkcode runSagaService}
 */
export async function runShopService(
  kafka: Kafka,
  service: ShopServiceName,
  options: ShopOptions,
): Promise<RunningSagaService> {
  const { prefix = "shop-", opening, timeoutMs = TIMEOUT_MS, clock, logger } = options;
  const part = partOf(service, shopTopics(prefix), opening, timeoutMs);
  return await runSagaService<ShopEvent>(kafka, {
    ...options.service,
    ...part,
    name: `${prefix}${service}`,
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
  });
}

interface Part {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly create: () => SagaParticipant<ShopEvent>;
}

function partOf(
  service: ShopServiceName,
  { requests, orders, payments, stock, shipments }: ShopTopics,
  opening: ShopOpening,
  timeoutMs: number,
): Part {
  switch (service) {
    case "order-desk":
      return {
        inputs: [requests, payments, shipments],
        output: orders,
        create: () => orderDesk(timeoutMs),
      };
    case "payment":
      return { inputs: [orders, stock], output: payments, create: () => paymentService(opening) };
    case "stock":
      return { inputs: [payments, shipments], output: stock, create: () => stockService(opening) };
    case "shipping":
      return { inputs: [stock, orders], output: shipments, create: () => shippingService(opening) };
  }
}

/** A shop whose services all work in this process. */
export interface RunningShop extends AsyncDisposable {
  /** Rejects when a service can't go on. */
  readonly closed: Promise<void>;
  /** Asks for an order; the same id twice is one order. Resolves when the request is in its topic. */
  order(id: string, order: ShopOrder): Promise<void>;
  /** What each service has done. */
  statistics(): Readonly<Record<ShopServiceName, SagaServiceStatistics>>;
  /** What the topics say at this moment. */
  ledger(): Promise<ShopLedger>;
  /**
   * Resolves when so many orders were placed and none is open.
   *
   * @throws {WorkshopError} code `WAIT_TIMEOUT`
   */
  settled(orders: number, options?: { readonly timeoutMs?: number }): Promise<ShopLedger>;
  /** Lets a service die without a word, and starts another that takes its place. */
  replace(service: ShopServiceName): Promise<void>;
  /** Stops all services, and gives what the topics say. */
  stop(): Promise<ShopLedger>;
}

/**
 * Opens a shop: an order is placed, paid, reserved and shipped by four services that read each other's
 * topics, and every step that can't be done takes back those before it, the last one first.
 *
 * @throws {WorkshopError} as {@linkcode runSagaService}
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { openShop, shopTopicsToMake } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([...shopTopicsToMake(), { name: "DLQ", partitions: 1 }]);
 * await using shop = await openShop(kafka, {
 *   opening: { accounts: { Siti: 100 }, stock: { lamp: 5 }, cities: ["Medan"] },
 * });
 * await shop.order("o-1", { customer: "Siti", item: "lamp", quantity: 1, price: 40, city: "Medan" });
 * await shop.order("o-2", { customer: "Siti", item: "lamp", quantity: 1, price: 40, city: "Mars" });
 * const { orders, money } = await shop.settled(2);
 * console.log(orders.completed, orders.cancelled, money.accounts, money.earned); // 1 1 60 40
 * ```
 */
export async function openShop(kafka: Kafka, options: ShopOptions): Promise<RunningShop> {
  await using stack = new AsyncDisposableStack();
  const producer = stack.use(await createProducer(kafka, { lingerMs: 0 }));
  const { prefix, opening, clock = systemClock } = options;
  const topics = shopTopics(prefix);
  const services = new Map<ShopServiceName, RunningSagaService>();
  const retired = new Set<RunningSagaService>();
  const end = Promise.withResolvers<void>();
  end.promise.catch(() => {});
  const start = async (name: ShopServiceName) => {
    const service = await runShopService(kafka, name, options);
    services.set(name, service);
    service.closed.catch((error) => {
      if (!retired.has(service)) end.reject(error);
    });
  };
  stack.defer(async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
    end.resolve();
  });
  await Promise.all(SHOP_SERVICES.map(start));
  const owned = stack.move();
  const ledger = () => readShopLedger(kafka, topics, opening);
  return {
    closed: end.promise,
    async order(sagaId, order) {
      const event: ShopEvent = { type: "order-requested", sagaId, data: { order } };
      await producer.send(sagaRecord(topics.requests, event));
    },
    statistics: () =>
      Object.fromEntries(
        [...services].map(([name, service]) => [name, service.statistics()]),
      ) as Record<ShopServiceName, SagaServiceStatistics>,
    ledger,
    async settled(orders, { timeoutMs = 30_000 } = {}) {
      return await waitFor(async () => {
        const found = await ledger();
        return found.orders.placed >= orders && found.orders.open === 0 && found;
      }, { what: `${orders} orders to come to their ends`, timeoutMs, intervalMs: 200, clock });
    },
    async replace(name) {
      const former = services.get(name)!;
      retired.add(former);
      // The heir fences it: whatever it was about to commit comes too late.
      await start(name);
      await former.stop();
    },
    async stop() {
      await owned.disposeAsync();
      return await ledger();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
