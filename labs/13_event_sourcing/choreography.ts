import { shuffled } from "../../lib/core/mod.ts";
import type { CheckContext, Subject } from "../../lib/workshop/mod.ts";
import type { Producer } from "../../lib/producer/mod.ts";
import { jsonOf } from "./bank.ts";
import { isDecision, NoDecision } from "./no_decision.ts";
import { PARTS, type Place, type Service, SERVICES, type Wrong, wrongWith } from "./parts.ts";
import type { Decision, Saga, ShopEvent } from "./stub.ts";

/** Decisions about an order, more than there are kinds of, after which a saga is taken for endless. */
const MOST_DECISIONS = 12;
/** Records of an input that are read before they are committed. */
const BATCH = 3;

/** Where a service dies, while it works on one record. */
export const POINTS = [
  "before it decides",
  "when its decision is written",
  "before the commit",
] as const;

/** One of {@link POINTS}. */
export type Point = (typeof POINTS)[number];

/** A shop of the lab: topics, and services that read from where they have committed. */
export class Choreography {
  readonly topics: Readonly<Record<Place, string>>;
  readonly orders: readonly string[];
  /** Events that were handed to a service more than once. */
  redelivered = 0;
  kills = 0;
  readonly #context: CheckContext;
  readonly #producer: Producer;
  readonly #groups: Readonly<Record<Service, string>>;
  readonly #impossible: ReadonlySet<string>;
  readonly #delivered = new Set<string>();
  #subject: Subject | undefined;
  #written = 0;

  private constructor(
    context: CheckContext,
    made: {
      topics: Record<Place, string>;
      producer: Producer;
      orders: string[];
      impossible: Set<string>;
    },
  ) {
    this.#context = context;
    this.topics = made.topics;
    this.orders = made.orders;
    this.#producer = made.producer;
    this.#impossible = made.impossible;
    this.#groups = Object.fromEntries(
      SERVICES.map((service) => [service, context.groupId(service)]),
    ) as Record<Service, string>;
  }

  /** Places orders; some can't be paid, some not reserved, some not shipped, some are called off. */
  static async open(context: CheckContext, count: number): Promise<Choreography> {
    const { random } = context;
    const places: Place[] = ["desk", ...SERVICES];
    const topics = Object.fromEntries(
      await Promise.all(places.map(async (place) => [place, await context.topic(place)])),
    ) as Record<Place, string>;
    const producer = await context.producer({ lingerMs: 0 });
    const orders = Array.from({ length: count }, (_, at) => `o-${at + 1}`);
    const impossible = new Set<string>();
    for (const [at, order] of orders.entries()) {
      // The first ones are of each kind, so that nothing is left to chance.
      const kind = at < 4 ? at : random.int(0, 5);
      if (kind < SERVICES.length) impossible.add(`${SERVICES[kind]} ${order}`);
    }
    const shop = new Choreography(context, { topics, producer, orders, impossible });
    for (const order of orders) await shop.#write("desk", { order, type: "order-placed" });
    return shop;
  }

  /** The desk calls an order off, whatever has become of it. */
  async callOff(order: string): Promise<void> {
    await this.#write("desk", { order, type: "order-called-off" });
  }

  async #write(place: Place, event: ShopEvent): Promise<void> {
    const { topics } = this;
    this.#written++;
    await this.#producer.send({
      topic: topics[place],
      key: event.order,
      value: JSON.stringify(event),
    });
  }

  /** What a service has decided, by order: all that a start of it knows. */
  async #decided(service: Service): Promise<Map<string, Decision[]>> {
    const decided = new Map<string, Decision[]>();
    for (const { order, type } of await this.#eventsIn(service)) {
      decided.getOrInsertComputed(order, () => []).push(type as Decision);
    }
    return decided;
  }

  async #eventsIn(place: Place): Promise<ShopEvent[]> {
    const records = await Array.fromAsync(this.#context.kafka.read({ topic: this.topics[place] }));
    return records.map((record) => jsonOf(record) as ShopEvent);
  }

  /** A service reads some of what is there, perhaps dies of it; whether there was anything. */
  async turn(service: Service, kill?: { readonly point: Point; readonly record: number }) {
    const decided = await this.#decided(service);
    let done = 0;
    for (const place of PARTS[service].reads) {
      const unread = await this.#unread(service, place);
      for (const { event, offset } of unread) {
        const strikes = kill !== undefined && done === kill.record;
        if (await this.#react(service, event, decided, strikes ? kill.point : undefined)) {
          return true;
        }
        const mark = `${service} ${place} ${offset}`;
        if (this.#delivered.has(mark)) this.redelivered++;
        this.#delivered.add(mark);
        done++;
        // The last point is behind the record's decision, and the commit is that of its batch.
        if (strikes) return await this.#die();
      }
      const last = unread.at(-1);
      if (last !== undefined) await this.#commit(service, place, last.offset + 1n);
    }
    return done > 0;
  }

  /** Decides about one event and writes the decision; whether it died before that. */
  async #react(
    service: Service,
    event: ShopEvent,
    decided: Map<string, Decision[]>,
    point: Point | undefined,
  ): Promise<boolean> {
    const { order } = event;
    if (point === "before it decides") return await this.#die();
    const mine = decided.getOrInsertComputed(order, () => []);
    const possible = !this.#impossible.has(`${service} ${order}`);
    const saga: Saga = { order, service, decided: [...mine], possible };
    this.#subject ??= await this.#context.subject();
    const decision = await this.#subject.call("nextStep", [saga, event]) ?? undefined;
    if (!isDecision(decision)) {
      const when = `when it read ${event.type} of ${order}`;
      throw new NoDecision({ service, when, given: decision }, { order, event: event.type });
    }
    if (decision === undefined) return false;
    await this.#write(service, { order, type: decision });
    mine.push(decision);
    return point === "when its decision is written" ? await this.#die() : false;
  }

  /** SIGKILL: what the process knew is gone. */
  async #die(): Promise<true> {
    this.kills++;
    const dying = this.#subject ?? await this.#context.subject();
    this.#subject = undefined;
    await dying.kill();
    return true;
  }

  async #unread(service: Service, place: Place) {
    const { kafka, admin } = this.#context;
    const topic = this.topics[place];
    const committed = await admin.committedOffsets(this.#groups[service], [topic]);
    const unread: { event: ShopEvent; offset: bigint }[] = [];
    for await (const record of kafka.read({ topic, from: committed })) {
      unread.push({ event: jsonOf(record) as ShopEvent, offset: record.offset });
      if (unread.length === BATCH) break;
    }
    return unread;
  }

  async #commit(service: Service, place: Place, offset: bigint): Promise<void> {
    const topic = this.topics[place];
    const position = { topic, partition: 0, offset };
    await this.#context.admin.commitOffsets(this.#groups[service], [position]);
  }

  /** Lets services take turns, in random order, until none has anything to read, or it never ends. */
  async drain(): Promise<void> {
    const most = MOST_DECISIONS * this.orders.length;
    for (let idle = 0; idle < SERVICES.length && this.#written < most;) {
      this.#context.signal.throwIfAborted();
      idle = 0;
      for (const service of shuffled(this.#context.random, SERVICES)) {
        if (!await this.turn(service)) idle++;
      }
    }
  }

  /** What was decided about each order, over all topics. */
  async decisions(): Promise<Map<string, Decision[]>> {
    const all = new Map<string, Decision[]>(this.orders.map((order) => [order, []]));
    for (const service of SERVICES) {
      for (const { order, type } of await this.#eventsIn(service)) {
        all.get(order)?.push(type as Decision);
      }
    }
    return all;
  }

  /** The first order that is not as it should be. */
  async wrong(): Promise<(Wrong & { readonly order: string }) | undefined> {
    for (const [order, decisions] of await this.decisions()) {
      const found = wrongWith(order, decisions);
      if (found !== undefined) return { ...found, order };
    }
    return undefined;
  }
}
