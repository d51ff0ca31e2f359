import { InconclusiveError, type ManualClock, waitFor } from "../../lib/core/mod.ts";
import { connectKafka, type Kafka, type ProducerSession } from "../../lib/kafka/mod.ts";
import {
  demandFired,
  type Faults,
  type InjectedFault,
  type RunContext,
} from "../../lib/workshop/mod.ts";
import { Member } from "./member.ts";
import { isIn, type Plan } from "./plans.ts";
import type { Scrape } from "./scrape.ts";

const VALUE = new TextEncoder().encode("something to do");

/** What a group is started with. */
export interface GroupOptions {
  readonly plan: Plan;
  readonly producer: ProducerSession;
  readonly clock: ManualClock;
}

/** A topic, a group with its member, and the plan by which both live. */
export class PlannedGroup implements AsyncDisposable {
  readonly plan: Plan;
  readonly topic: string;
  readonly groupId: string;
  readonly #context: RunContext;
  readonly #producer: ProducerSession;
  readonly #clock: ManualClock;
  readonly #opened = new AsyncDisposableStack();
  readonly #ends: bigint[];
  /** Where its partitions are set back to. */
  #setBackTo: readonly bigint[] = [];
  #kafka: Kafka;
  #faults: Faults | undefined;
  #fault: InjectedFault | undefined;
  #member: Member | undefined;
  #leftBehind = 0;

  private constructor(context: RunContext, { plan, producer, clock }: GroupOptions, topic: string) {
    this.plan = plan;
    this.topic = topic;
    this.groupId = context.groupId(plan.name);
    this.#context = context;
    this.#producer = producer;
    this.#clock = clock;
    this.#ends = Array.from({ length: plan.partitions }, () => 0n);
    this.#kafka = context.kafka;
  }

  /** Its member has read and committed a first record of each partition when this resolves. */
  static async start(context: RunContext, options: GroupOptions): Promise<PlannedGroup> {
    const { name, partitions, held } = options.plan;
    const topic = await context.topic(name, partitions);
    const group = new PlannedGroup(context, options, topic);
    if (held !== undefined) await group.#putProxyBefore();
    await group.#join();
    for (let partition = 0; partition < partitions; partition++) await group.#write(partition, 1);
    await group.#work(0);
    await group.#member!.commit();
    return group;
  }

  /** Unread records by partition, as what was acknowledged tells. */
  get unread(): readonly bigint[] {
    return this.#ends.map((end, partition) => end - this.#member!.committed[partition]!);
  }

  /** All that happens in a second. */
  async pass(second: number): Promise<void> {
    const { gone, held, setBack, commitEvery = 1, incoming } = this.plan;
    if (second === setBack?.to) this.#setBackTo = [...this.#ends];
    const writing = this.#ends.map((_, partition) => {
      return this.#write(partition, incoming(second, partition));
    });
    await Promise.all(writing);
    if (second === gone) await this.#member![Symbol.asyncDispose]();
    if (gone !== undefined && second >= gone) return;
    if (held !== undefined && isIn(held, second)) return await this.#hold();
    if (held !== undefined && second === held.until) await this.#fault!.end();
    if (second === setBack?.at) this.#member!.startOver(this.#setBackTo);
    await this.#work(second);
    if (second % commitEvery === 0) await this.#member!.commit();
  }

  /** @throws {InconclusiveError} when what was to go wrong did not */
  demandFault(scrape: Scrape): void {
    const { gone, held, capacity } = this.plan;
    const members = scrape.value("kafka_consumer_group_members", { group: this.groupId });
    if (held !== undefined) demandFired(this.#fault!);
    if (gone !== undefined && members !== 0) throw notFired(`${members} members are in the group`);
    if (capacity !== undefined && this.#leftBehind === 0) throw notFired("no record had to wait");
  }

  /** Its member leaves, its proxy closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }

  async #putProxyBefore(): Promise<void> {
    this.#faults = await this.#context.faults();
    this.#kafka = this.#opened.use(connectKafka(this.#faults.connection));
  }

  async #join(): Promise<void> {
    const { topic, groupId, plan: { partitions } } = this;
    const { signal } = this.#context;
    const options = { topic, groupId, partitions, signal };
    this.#member = this.#opened.use(await Member.join(this.#kafka, options));
  }

  /** Writes records whose times are spread over the second that has just gone by. */
  async #write(partition: number, count: number): Promise<void> {
    if (count === 0) return;
    const nowMs = this.#clock.now();
    const records = Array.from({ length: count }, (_, at) => ({
      value: VALUE,
      timestampMs: Math.floor(nowMs - 1000 + ((at + 0.5) * 1000) / count),
    }));
    const { topic } = this;
    const { baseOffset } = await this.#producer.produce({ topic, partition, records });
    this.#ends[partition] = baseOffset! + BigInt(count);
  }

  async #work(second: number): Promise<void> {
    const { capacity = () => Infinity } = this.plan;
    const left = await Promise.all(this.#ends.map((end, partition) => {
      return this.#member!.work(partition, end, capacity(second, partition));
    }));
    if (left.includes(true)) this.#leftBehind++;
  }

  async #hold(): Promise<void> {
    if (this.#fault !== undefined) return;
    const fault = this.#faults!.holdRequests("Fetch");
    this.#fault = fault;
    await waitFor(() => fault.fired > 0, {
      what: `a fetch of group ${this.groupId} to be held back`,
      intervalMs: 2,
      signal: this.#context.signal,
    });
  }
}

function notFired(what: string): InconclusiveError {
  return new InconclusiveError(
    `What was to go wrong did not: ${what}`,
    "Run it again; if it stays, the workshop is at fault, not your code: report it",
  );
}
