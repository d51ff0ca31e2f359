import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { type Random, seededRandom, waitFor } from "../core/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import type { RunningSagaService } from "./saga_options.ts";
import { readSagaEvent, sagaRecord } from "./saga_record.ts";
import {
  runShopService,
  SHOP_SERVICES,
  type ShopOptions,
  type ShopServiceName,
  shopTopicsToMake,
} from "./saga_shop.ts";
import {
  type ShopEvent,
  type ShopOpening,
  type ShopOrder,
  shopTopics,
} from "./saga_shop_events.ts";
import { readShopLedger, type ShopLedger } from "./saga_shop_ledger.ts";

export const TOPICS = shopTopics();
const PARTITIONS = 2;

/** Too little of everything, so that orders end at each step. */
export const OPENING: ShopOpening = {
  accounts: { Siti: 400, Budi: 120, Ayu: 900 },
  stock: { lamp: 12, chair: 4 },
  cities: ["Medan", "Bandung"],
};

/** Orders of which some can't be paid, some not reserved and some not shipped. */
export function randomOrder(random: Random): ShopOrder {
  const quantity = random.int(1, 2);
  return {
    customer: random.pick(Object.keys(OPENING.accounts)),
    item: random.pick(Object.keys(OPENING.stock)),
    quantity,
    price: quantity * random.int(5, 40),
    city: random.pick(["Medan", "Bandung", "Mars"]),
  };
}

/** A cluster behind a proxy, and the services of a shop one by one. */
export class ShopBench implements AsyncDisposable {
  /** Past every fault. */
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  readonly #stack: AsyncDisposableStack;
  readonly #random = seededRandom("shop");
  readonly #alive = new Map<string, { kafka: Kafka; service: RunningSagaService }>();
  #placed = 0;
  #clients = 0;

  private constructor(kafka: Kafka, proxy: Proxy, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.proxy = proxy;
    this.#stack = stack;
  }

  static async start(): Promise<ShopBench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    await using admin = await kafka.admin();
    const topics = [...shopTopicsToMake(undefined, PARTITIONS), { name: "DLQ", partitions: 1 }];
    await admin.createTopics(topics);
    return new ShopBench(kafka, proxy, stack.move());
  }

  /** A name that no other client has. */
  clientId(service: ShopServiceName): string {
    return `${service}-${++this.#clients}`;
  }

  /** Starts a service whose client meets the faults. */
  async service(
    name: ShopServiceName,
    clientId = this.clientId(name),
    options: Partial<ShopOptions> = {},
  ): Promise<RunningSagaService> {
    const bootstrapServers = this.proxy.bootstrapServers.split(",");
    const kafka = this.#stack.use(
      // A client that is frozen while it dials is given up no sooner.
      connectKafka({ bootstrapServers, clientId, connectionTimeoutMs: 2000 }),
    );
    const settings = { tickMs: 20, requestTimeoutMs: 20_000 };
    const service = this.#stack.use(
      await runShopService(kafka, name, { opening: OPENING, service: settings, ...options }),
    );
    this.#alive.set(clientId, { kafka, service });
    return service;
  }

  /** Ends a service whose client is frozen: its connections break, and it says nothing more. */
  async bury(clientId: string): Promise<void> {
    const { kafka, service } = this.#alive.get(clientId)!;
    const stopped = service.stop();
    await kafka[Symbol.asyncDispose]();
    await stopped;
  }

  /** Starts several. */
  async services(
    names: readonly ShopServiceName[] = SHOP_SERVICES,
    options: Partial<ShopOptions> = {},
  ): Promise<RunningSagaService[]> {
    return await Promise.all(names.map((name) => this.service(name, undefined, options)));
  }

  /** Asks for orders. */
  async order(count: number, make = randomOrder): Promise<void> {
    await using producer = await createProducer(this.kafka, { lingerMs: 0 });
    for (let made = 0; made < count; made++) {
      const sagaId = `o-${++this.#placed}`;
      const data = { order: make(this.#random) };
      const event: ShopEvent = { type: "order-requested", sagaId, data };
      await producer.send(sagaRecord(TOPICS.requests, event));
    }
  }

  /** What the topics say. */
  ledger(): Promise<ShopLedger> {
    return readShopLedger(this.kafka, TOPICS, OPENING);
  }

  /** Waits until every order has come to its end, and demands that nothing was lost or made. */
  async demandBalance(): Promise<ShopLedger> {
    const ledger = await waitFor(async () => {
      const found = await this.ledger();
      assertEquals(found.problems, []);
      return found.orders.placed === this.#placed && found.orders.open === 0 && found;
    }, { what: "every order to come to its end", timeoutMs: 60_000, intervalMs: 30 });
    const { money, pieces, orders } = ledger;
    assertEquals(orders.completed + orders.cancelled, this.#placed);
    assertEquals([money.held, pieces.held], [0, 0]);
    assertEquals(money.accounts + money.earned, money.opening);
    assertEquals(pieces.onHand + pieces.shipped, pieces.opening);
    return ledger;
  }

  /** Each event of a saga with what it was decided about, as its topics have it. */
  async story(sagaId: string): Promise<{ readonly type: string; readonly cause: string }[]> {
    const story = new Map<string, { type: string; place: string; cause: string; atMs: number }>();
    for (const topic of Object.values(TOPICS)) {
      for await (const record of this.kafka.read({ topic })) {
        const event = readSagaEvent<ShopEvent>(record);
        if (event.sagaId !== sagaId) continue;
        const place = `${topic}/${record.partition}/${record.offset}`;
        const header = record.headers.find(({ name }) => name === "cause")?.value;
        const cause = header === undefined ? "" : new TextDecoder().decode(header!);
        story.set(place, { type: event.type, place, cause, atMs: record.timestampMs });
      }
    }
    return [...story.values()].map(({ type, cause }) => ({
      type,
      cause: story.get(cause)?.type ?? "",
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
