import { ConfigError } from "../core/mod.ts";
import { ProduceLane } from "./produce_lane.ts";
import type {
  ProduceBatch,
  ProduceOptions,
  ProduceReceipt,
  ProducerIdentity,
  ProducerSession,
  ProducerSessionOptions,
} from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** A broker that is starting may need a moment to hand out ids. */
const OPEN_TIMEOUT_MS = 3000;

/** The last epoch there is: behind it a new id is needed. */
const LAST_EPOCH = 0x7fff;

/** A producer session over its own connections. */
export class WireProducerSession implements ProducerSession {
  readonly identity: ProducerIdentity | undefined;
  readonly #cluster: WireCluster;
  readonly #lane: ProduceLane;

  private constructor(
    cluster: WireCluster,
    lane: ProduceLane,
    identity: ProducerIdentity | undefined,
  ) {
    this.identity = identity;
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
    if (!idempotent) {
      return new WireProducerSession(
        cluster,
        new ProduceLane(cluster, { acks, compression }),
        undefined,
      );
    }
    const identity = options.identity ?? await newIdentity(cluster);
    const lane = new ProduceLane(cluster, { acks, compression, identity });
    return new WireProducerSession(cluster, lane, identity);
  }

  get usable(): boolean {
    return this.#lane.ended === undefined && !this.#cluster.signal.aborted;
  }

  get successor(): ProducerIdentity | undefined {
    const { producerId, producerEpoch = LAST_EPOCH } = this.identity ?? {};
    const isUncertain = this.#lane.ended?.definite === false;
    if (producerId === undefined || !isUncertain || producerEpoch >= LAST_EPOCH) return undefined;
    return { producerId, producerEpoch: producerEpoch + 1 };
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
