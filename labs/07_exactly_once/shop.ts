import type { GroupSession } from "../../lib/kafka/mod.ts";
import {
  type CheckContext,
  type Faults,
  type Outcome,
  type Subject,
  SubjectFailure,
} from "../../lib/workshop/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import { createTransactionalProducer } from "../../lib/producer/mod.ts";
import { Bank } from "./bank.ts";
import { type Bill, billsIn, type Order, ordersIn, randomOrders } from "./orders.ts";
import { type Step, stepName } from "./step.ts";

const ORDER_PARTITIONS = 2;
const BILL_PARTITIONS = 3;
const REQUEST_TIMEOUT_MS = 4000;

/** A process of the learner's code, with a way of its own to the brokers. */
export interface Desk {
  readonly subject: Subject;
  readonly faults: Faults;
}

/** What is special about one batch. */
export interface BatchOptions {
  /** What stands for the member. @default {the group's own} */
  readonly member?: { readonly id: number; readonly memberId: string };
  /** Called instead of the bank; what it throws the learner's code gets. */
  readonly charge?: (order: Order, key: string) => Promise<void> | void;
}

/** What stands where: bills that are seen, and the offset that the group has committed. */
export interface Standing {
  readonly bills: readonly Bill[];
  readonly committed: bigint;
}

/** Where orders lie. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** What a shop is made of. */
interface Made {
  readonly place: Place;
  readonly orders: readonly Order[];
  readonly bills: string;
  readonly bank: Bank;
  readonly groupId: string;
  readonly session: GroupSession;
}

/** Orders of one partition and their bills, the group that bills them, and the bank. */
export class Shop implements AsyncDisposable {
  readonly context: CheckContext;
  readonly bank: Bank;
  readonly orders: readonly Order[];
  readonly topic: string;
  readonly partition: number;
  readonly bills: string;
  readonly groupId: string;
  readonly transactionalId: string;
  readonly #session: GroupSession;

  private constructor(context: CheckContext, { place, orders, bills, bank, ...group }: Made) {
    this.context = context;
    this.bank = bank;
    this.orders = orders;
    this.topic = place.topic;
    this.partition = place.partition;
    this.bills = bills;
    this.groupId = group.groupId;
    this.transactionalId = `${group.groupId}-${place.topic}-${place.partition}`;
    this.#session = group.session;
  }

  /** Writes orders, and joins the group as its only member. */
  static async open(context: CheckContext, count: number): Promise<Shop> {
    const [topic, bills] = await Promise.all([
      context.topic("orders", ORDER_PARTITIONS),
      context.topic("bills", BILL_PARTITIONS),
    ]);
    const groupId = context.groupId("billing");
    const joining = context.kafka.joinGroup({ groupId, topics: [topic], onBatch: () => {} });
    const place = { topic, partition: 0 };
    const orders = await writeOrders(context, place, randomOrders(context.random, count));
    const session = await joining;
    return new Shop(context, { place, orders, bills, bank: new Bank(), groupId, session });
  }

  /**
   * Writes orders to another place, at offsets that there are here, too; group and bank are the same.
   * `number` is that of the first of them, so that no order has the id of another.
   */
  async branch(place: Place, count: number, number: number): Promise<Shop> {
    const { context, bank, groupId } = this;
    const wanted = randomOrders(context.random, count, number);
    const [orders, bills] = await Promise.all([
      writeOrders(context, place, wanted),
      context.topic("bills", BILL_PARTITIONS),
    ]);
    return new Shop(context, { place, orders, bills, bank, groupId, session: this.#session });
  }

  /** Who the group's member is. */
  get member(): { readonly id: number; readonly memberId: string } {
    const { id, memberId } = this.#session.generation!;
    return { id, memberId };
  }

  /** Starts a process for the learner's code. */
  async desk(): Promise<Desk> {
    const faults = await this.context.faults();
    const subject = await this.context.subject({ through: faults, timeLimitMs: 8000 });
    return { faults, subject };
  }

  /** Hands orders over, in a transaction that takes the transactional id over first. */
  async work(
    { subject, faults }: Desk,
    orders: readonly Order[],
    options: BatchOptions = {},
  ): Promise<Outcome> {
    const { transactionalId, topic, partition, bills, groupId, member } = this;
    const transaction = await subject.open("transaction", {
      connection: faults.connection,
      options: { transactionalId, requestTimeoutMs: REQUEST_TIMEOUT_MS },
    });
    const charge = options.charge ?? ((order, key) => this.bank.charge(order, key));
    return await subject.outcome("processBatch", [transaction, {
      orders,
      topic,
      partition,
      nextOffset: this.nextOffset(orders),
      groupId,
      member: options.member ?? member,
      bills,
      charge: async (given: unknown, key: unknown) => {
        const order = orders.find(({ id }) => id === (given as Order | undefined)?.id);
        if (order === undefined) throw new TypeError("charge() was given no order of the batch");
        await charge(order, String(key));
      },
    }]);
  }

  /** Has a process work on orders and kills it at a step; what it did if it never came to that. */
  async killedAt(
    desk: Desk,
    orders: readonly Order[],
    step: Step,
  ): Promise<"killed" | Outcome> {
    const { subject, faults } = desk;
    let killed: Promise<void> | undefined;
    const kill = () => killed ??= subject.kill();
    let calls = 0;
    const charge = async (order: Order, key: string) => {
      const strikes = step.at === "charge" && ++calls === step.call;
      if (strikes && step.side === "before") return await kill();
      this.bank.charge(order, key);
      if (strikes) await kill();
    };
    const fault = step.at === "charge" ? undefined : faults.inject(
      { apiKeys: [step.at], action: step.side === "before" ? "refuse" : "dropAnswer" },
      `the process is killed ${stepName(step)}`,
    );
    // Who dies at a charge never comes to tell the group who it is: it may have been anybody.
    const { id, memberId } = this.member;
    const other = step.at === "charge" && { member: { id: id - 1, memberId: `${memberId}-gone` } };
    const working = this.work(desk, orders, { charge, ...other });
    let settled = false;
    working.catch(() => {}).finally(() => settled = true);
    if (fault !== undefined) {
      await waitFor(() => settled || fault.fired > 0, { what: fault.description, intervalMs: 1 });
      if (fault.fired > 0) await kill();
      fault.end();
    }
    const outcome = await working.catch((error) => {
      const struck = error instanceof SubjectFailure && error.kind === "killed by the harness";
      if (!struck) throw error;
      return "killed" as const;
    });
    await killed;
    return killed === undefined ? outcome : "killed";
  }

  /** Takes the transactional id over, as a successor does, and looks at what is there then. */
  async settle(): Promise<Standing> {
    await using _heir = await this.context.kafka.transactional(this.transactionalId);
    return await this.standing();
  }

  /** What readers see, and where the group stands; waits for a transaction that holds offsets. */
  async standing(): Promise<Standing> {
    const positions = await this.context.admin.committedOffsets(this.groupId, [this.topic]);
    const position = positions.find(({ partition }) => partition === this.partition);
    return {
      committed: position?.offset ?? 0n,
      bills: await billsIn(this.context.kafka, this.bills),
    };
  }

  /** What is read next after some orders; behind the last of all comes the marker of a transaction. */
  nextOffset(orders: readonly Order[]): bigint {
    const last = orders.at(-1)!.offset;
    return this.orders.find(({ offset }) => offset > last)?.offset ?? last + 2n;
  }

  /** The orders from a position on. */
  from(position: bigint): readonly Order[] {
    return this.orders.filter(({ offset }) => offset >= position);
  }

  /** Leaves the group. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

/** Writes orders in one transaction, whose marker takes the offset behind the last of them. */
async function writeOrders(
  context: CheckContext,
  place: Place,
  wanted: readonly Omit<Order, "offset">[],
): Promise<readonly Order[]> {
  await using till = await createTransactionalProducer(context.kafka, {
    transactionalId: context.groupId("till"),
  });
  await till.run(async (transaction) => {
    for (const order of wanted) {
      void transaction.send({ ...place, value: JSON.stringify(order) });
    }
    await transaction.ready();
  });
  return await waitFor(async () => {
    const orders = await ordersIn(context.kafka, place);
    return orders.length === wanted.length && orders;
  }, {
    what: `the ${wanted.length} orders of ${place.topic}`,
    intervalMs: 5,
    signal: context.signal,
  });
}
