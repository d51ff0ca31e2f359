import { ConfigError } from "../core/mod.ts";
import { ProduceLane, type ProducerIdentity } from "./produce_lane.ts";
import type {
  ProduceBatch,
  ProduceOptions,
  ProduceReceipt,
  ProducerSession,
  ProducerSessionOptions,
} from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** A broker that is starting may need a moment to hand out ids. */
const OPEN_TIMEOUT_MS = 3000;

/** A producer session over its own connections. */
export class WireProducerSession implements ProducerSession {
  readonly #cluster: WireCluster;
  readonly #lane: ProduceLane;

  private constructor(cluster: WireCluster, lane: ProduceLane) {
    this.#cluster = cluster;
    this.#lane = lane;
  }

  /** Opens a session; an idempotent one gets its producer id first. */
  static async open(
    cluster: WireCluster,
    options: ProducerSessionOptions,
  ): Promise<WireProducerSession> {
    const { acks = "all", compression = "none" } = options;
    const idempotent = options.idempotent ?? acks === "all";
    if (idempotent && acks !== "all") {
      throw new ConfigError(`An idempotent producer needs acks all, not ${acks}`);
    }
    const identity = idempotent ? { identity: await newIdentity(cluster) } : {};
    return new WireProducerSession(
      cluster,
      new ProduceLane(cluster, { acks, compression, ...identity }),
    );
  }

  get usable(): boolean {
    return this.#lane.ended === undefined && !this.#cluster.signal.aborted;
  }

  async partitionCount(topic: string): Promise<number> {
    return (await this.#cluster.partitions(topic)).size;
  }

  produce(batch: ProduceBatch, options: ProduceOptions = {}): Promise<ProduceReceipt> {
    return this.#lane.send(batch, options.repeatForMs ?? this.#cluster.requestTimeoutMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster.close();
  }
}

async function newIdentity(cluster: WireCluster): Promise<ProducerIdentity> {
  await cluster.reach();
  return await cluster.retrying(async () => {
    const answer = await cluster.askAny("InitProducerId", {
      transactionalId: null,
      transactionTimeoutMs: 0x7fff_ffff,
    });
    demandSuccess(answer.errorCode, { what: "InitProducerId" });
    return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
  }, { timeoutMs: OPEN_TIMEOUT_MS });
}
