import { type Clock, messageOf, withDeadline } from "../../core/mod.ts";
import type { createProducer } from "../../producer/mod.ts";
import type { HealthFinding } from "../health_log.ts";

/** Longest wait for the brokers' answer, in milliseconds. */
const TIMEOUT_MS = 5000;

/** How brokers are asked. */
export interface BrokerProbeOptions {
  /** Time between two questions, in milliseconds. */
  readonly intervalMs: number;
  readonly clock: Clock;
}

/** Asks the brokers now and then whether they are there, and knows what they last said. */
export class BrokerProbe implements AsyncDisposable {
  readonly #kafka: Parameters<typeof createProducer>[0];
  readonly #options: BrokerProbeOptions;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  #finding: HealthFinding = { fields: {} };

  /** Begins with its first question. */
  constructor(kafka: Parameters<typeof createProducer>[0], options: BrokerProbeOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#running = this.#run();
  }

  /** What was found last; nothing is wrong before the first answer. */
  get finding(): HealthFinding {
    return this.#finding;
  }

  async #run(): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const { signal } = this.#end;
    while (!signal.aborted) {
      this.#finding = await this.#ask();
      await clock.sleep(intervalMs, signal).catch(() => {});
    }
  }

  async #ask(): Promise<HealthFinding> {
    const { clock } = this.#options;
    const begunMs = clock.monotonicMs();
    try {
      const asked = this.#describe();
      const limit = { what: "the brokers' answer", timeoutMs: TIMEOUT_MS, clock };
      const { clusterId, brokers } = await withDeadline(asked, limit);
      const answer_ms = Math.round(clock.monotonicMs() - begunMs);
      return { fields: { cluster_id: clusterId, brokers: brokers.length, answer_ms } };
    } catch (error) {
      return { fields: {}, problem: messageOf(error) };
    }
  }

  async #describe() {
    await using admin = await this.#kafka.admin();
    return await admin.describeCluster();
  }

  /** Asks no more; an answer that is outstanding is not waited for longer than its limit. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#running;
  }
}
