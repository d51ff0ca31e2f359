import type { TopicPartition } from "../kafka/mod.ts";
import type { ClusterControl } from "./cluster/mod.ts";

/** Control for one experiment or check: at its end the brokers are as it found them. */
export class ScopedControl implements ClusterControl, AsyncDisposable {
  readonly #control: ClusterControl;
  readonly #killed = new Set<number>();
  readonly #held = new Set<AsyncDisposable>();
  /** What was done to brokers, each once, in the order in which it was done first. */
  readonly deeds: Set<string> = new Set();

  /** Takes the control of a cluster whose brokers all run. */
  constructor(control: ClusterControl) {
    this.#control = control;
  }

  get brokerIds(): readonly number[] {
    return this.#control.brokerIds;
  }

  async kill(brokerId: number): Promise<void> {
    this.#killed.add(brokerId);
    this.deeds.add("brokers were killed");
    await this.#control.kill(brokerId);
  }

  async revive(brokerId: number): Promise<void> {
    await this.#control.revive(brokerId);
    this.#killed.delete(brokerId);
  }

  moveLeader(partition: TopicPartition, brokerId: number): Promise<void> {
    return this.#control.moveLeader(partition, brokerId);
  }

  async holdReplication(): Promise<AsyncDisposable> {
    const held = await this.#control.holdReplication();
    this.deeds.add("followers were kept from copying");
    this.#held.add(held);
    return {
      [Symbol.asyncDispose]: async () => {
        if (this.#held.delete(held)) await held[Symbol.asyncDispose]();
      },
    };
  }

  cleanNow(topic: string): Promise<void> {
    return this.#control.cleanNow(topic);
  }

  /** Lets followers copy again and revives whom it killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const held of this.#held) await held[Symbol.asyncDispose]();
    this.#held.clear();
    await Promise.all([...this.#killed].map((id) => this.revive(id)));
  }
}
