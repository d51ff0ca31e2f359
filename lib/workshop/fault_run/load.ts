import { systemClock, WorkshopError } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import { createProducer, type Producer, type ProducerOptions } from "../../producer/mod.ts";
import type { Poison, Recorder } from "../history/mod.ts";
import { SettableClock } from "./member/member_controls.ts";
import { ID_HEADER, poisonOf } from "./member/work.ts";
import type { PlannedRecord, RunPlan } from "./run_plan.ts";

/** What a load is made with. */
export interface LoadOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly plan: RunPlan;
  readonly recorder: Recorder;
  /** How many records are written and not yet worked on. */
  readonly backlog: () => number;
  /** What is written of a payload. @default {its text} */
  readonly encode?: (text: string) => Promise<Uint8Array>;
  readonly signal: AbortSignal;
}

/** A record that somebody sends beside the load. */
export interface ExtraRecord {
  readonly id: string;
  readonly topic: string;
  readonly key?: string;
  readonly value: string;
  readonly partition?: number;
}

const TICK_MS = 25;
const RECORDS_PER_TICK = 4;
/** Records that may be on their way or waiting: nobody is flooded who is slow or away. */
const MOST_UNFINISHED = 300;

/** How the producer of the load is set up: delays above a second and a half are outages to it. */
export const LOAD_PRODUCER: ProducerOptions = {
  requestTimeoutMs: 1500,
  deliveryTimeoutMs: 45_000,
  lingerMs: 5,
};

/** Sends the planned records at a steady pace and notes what became of each. */
export class Load implements AsyncDisposable {
  /** The producer's wall clock. */
  readonly clock: SettableClock;
  /** The records planted to fail that were sent so far. */
  readonly poison: Poison[] = [];
  readonly #options: LoadOptions;
  readonly #producer: Producer;
  readonly #records: Generator<PlannedRecord, never>;
  readonly #open = new Set<Promise<boolean>>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** How many records were sent. */
  sent = 0;
  /** How many of them were acknowledged. */
  acknowledged = 0;

  private constructor(options: LoadOptions, producer: Producer, clock: SettableClock) {
    this.#options = options;
    this.#producer = producer;
    this.#records = options.plan.records();
    this.clock = clock;
  }

  /** Opens the producer; nothing is sent yet. */
  static async open(options: LoadOptions): Promise<Load> {
    const clock = new SettableClock();
    const producer = await createProducer(options.kafka, { ...LOAD_PRODUCER, clock });
    return new Load(options, producer, clock);
  }

  /** Begins to send. */
  start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, this.#options.signal]);
    while (!signal.aborted) {
      for (let count = 0; count < RECORDS_PER_TICK && this.#hasRoom; count++) {
        this.#sendNext();
      }
      await systemClock.sleep(TICK_MS, signal).catch(() => {});
    }
  }

  get #hasRoom(): boolean {
    return this.#open.size + this.#options.backlog() < MOST_UNFINISHED;
  }

  #sendNext(): void {
    const record = this.#records.next().value;
    if (record.poison !== undefined) this.poison.push(poisonOf(record));
    this.sent++;
    const { id, key, value } = record;
    const sending = this.send({ id, key, value, topic: this.#options.topic }).finally(() => {
      this.#open.delete(sending);
    });
    this.#open.add(sending);
  }

  /** Sends a record, by a producer of the caller's if that is given; it never throws. */
  async send(record: ExtraRecord, producer: Producer = this.#producer): Promise<boolean> {
    const { recorder, encode } = this.#options;
    const { id, topic, key, value, partition } = record;
    const who = { type: "send", id, topic, ...(key === undefined ? {} : { key }) } as const;
    recorder.record({ ...who, phase: "invoke" });
    try {
      const place = await producer.send({
        topic,
        key: key ?? null,
        value: encode === undefined ? value : await encode(value),
        headers: { [ID_HEADER]: id },
        ...(partition === undefined ? {} : { partition }),
      });
      this.acknowledged++;
      const { offset } = place;
      const known = offset < 0n ? {} : { offset };
      recorder.record({ ...who, phase: "ok", partition: place.partition, ...known });
      return true;
    } catch (error) {
      const { definite, code } = error as WorkshopError;
      recorder.record({ ...who, phase: definite ? "fail" : "info", code });
      return false;
    }
  }

  /** Sends no more, and resolves when each record has its outcome. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#producer.flush();
    await Promise.all(this.#open);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#producer.close({ timeoutMs: 1000 });
    await Promise.all(this.#open);
  }
}
