import { waitFor, WorkshopError } from "../../lib/core/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import type { Durability } from "./requirements.ts";

/** What became of one write. */
export type Written =
  | { readonly outcome: "acknowledged"; readonly offset: bigint }
  /** `definite` says that it is not in the log; else it may be. */
  | { readonly outcome: "refused"; readonly code: string; readonly definite: boolean };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Answers of brokers that a client asks again after. */
const PASSING = new Set(["NOT_LEADER_OR_FOLLOWER", "CONNECTION_FAILED", "CONNECTION_LOST"]);

/** A topic of one partition with settings of its own, and those who write to it. */
export class ReplicatedTopic {
  readonly name: string;
  readonly settings: Durability;
  /** As many of them hold it as there are copies; the first leads. */
  readonly brokers: readonly number[];
  readonly #context: RunContext;

  private constructor(
    context: RunContext,
    name: string,
    { settings, brokers }: { settings: Durability; brokers: readonly number[] },
  ) {
    this.#context = context;
    this.name = name;
    this.settings = settings;
    this.brokers = brokers;
  }

  /** Makes it; the first of `brokers` leads, as many as there are copies hold it. */
  static async make(
    context: RunContext,
    settings: Durability,
    brokers: readonly number[],
  ): Promise<ReplicatedTopic> {
    const name = await context.topic("replicated", 1, {
      replicas: [brokers.slice(0, settings.replicationFactor)],
      config: {
        "min.insync.replicas": String(settings.minInsyncReplicas),
        "unclean.leader.election.enable": String(settings.uncleanLeaderElection),
      },
    });
    return new ReplicatedTopic(context, name, { settings, brokers });
  }

  /** The broker that leads it; −1 for none. */
  async leader(): Promise<number> {
    return (await this.#context.admin.describeTopic(this.name))[0]!.leader;
  }

  /** The brokers whose copies are in sync. */
  async inSync(): Promise<readonly number[]> {
    return (await this.#context.admin.describeTopic(this.name))[0]!.inSyncReplicas;
  }

  /** Sends one batch once, and waits for its answer. */
  async write(
    ids: readonly string[],
    options: { readonly acks?: 1 | "all"; readonly timeoutMs?: number } = {},
  ): Promise<Written> {
    const { acks = this.settings.acks, timeoutMs = 5000 } = options;
    if (await this.leader() < 0) {
      return { outcome: "refused", code: "LEADER_NOT_AVAILABLE", definite: true };
    }
    // Without an id: nothing is sent a second time behind the harness's back.
    const how = { acks, idempotent: false, requestTimeoutMs: timeoutMs };
    return await waitFor(async () => {
      await using session = await this.#context.kafka.producer(how);
      return await this.#send(session, ids);
    }, { what: `an answer of ${this.name}'s leader`, signal: this.#context.signal });
  }

  async #send(
    session: Awaited<ReturnType<RunContext["kafka"]["producer"]>>,
    ids: readonly string[],
  ): Promise<Written | undefined> {
    const records = ids.map((id) => ({ value: encoder.encode(id) }));
    try {
      const { baseOffset } = await session.produce({ topic: this.name, partition: 0, records });
      return { outcome: "acknowledged", offset: baseOffset! };
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error;
      const { code, definite } = error;
      // A client that has not heard of the new leader yet asks it again.
      return definite && PASSING.has(code) ? undefined : { outcome: "refused", code, definite };
    }
  }

  /** What a consumer reads now; `undefined` when nobody leads the partition. */
  async read(): Promise<readonly string[] | undefined> {
    if (await this.leader() < 0) return undefined;
    const ids: string[] = [];
    const { kafka, signal } = this.#context;
    for await (const { value } of kafka.read({ topic: this.name, signal })) {
      ids.push(decoder.decode(value!));
    }
    return ids;
  }
}

/** Names for records, different in each run of another seed. */
export function someIds({ random }: RunContext, count: number): string[] {
  return Array.from({ length: count }, () => random.uuid().slice(0, 8));
}
