import { type Random, systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import { type Admin, connectKafka, type Kafka } from "../../kafka/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { type Proxy, startProxy } from "../../proxy/mod.ts";
import type { BouncedCluster, Manner } from "./bounced_cluster.ts";
import { compareCopy, type Comparison, countAborted } from "./copied.ts";
import { Copier, type CopierFigures } from "./copier.ts";

const PARTITIONS = 4;
const IN_SYNC_MS = 120_000;
const DONE_MS = 300_000;
/** What an admin's question may meet while brokers come and go. */
const PATIENCE = { intervalMs: 200 };

/** What is copied, and how often it is disturbed. */
export interface BounceOptions {
  readonly cluster: BouncedCluster;
  readonly records: number;
  /** Records of a transaction. */
  readonly transactionRecords: number;
  /** Copiers at work. */
  readonly copiers: number;
  /** Each bounces one broker or copier, or one of both. */
  readonly rounds: number;
  /** Longest delay of each request that makes a transaction, so that bounces hit open ones. */
  readonly delayMs: number;
  readonly random: Random;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** How often what was ended. */
export interface Bounces {
  brokersCleanly: number;
  brokersHard: number;
  copiersCleanly: number;
  copiersHard: number;
}

/** What came of it. */
export interface BounceOutcome extends Comparison {
  readonly bounces: Readonly<Bounces>;
  readonly copiers: CopierFigures;
  /** Records of the copy whose transactions were aborted, by their copiers or by their heirs. */
  readonly abortedRecords: number;
  readonly minutes: number;
}

/**
 * Copies a topic in transactions while brokers and copiers are bounced, cleanly and hard, as Apache
 * Kafka's own system test of transactions does, and compares what readers see of the copy with the
 * source.
 *
 * @throws {WorkshopError} a copier crashes, or the copy is not complete in time
 */
export async function bounceTransactions(options: BounceOptions): Promise<BounceOutcome> {
  const run = new BounceRun(options);
  try {
    return await run.run();
  } finally {
    await run.close();
  }
}

class BounceRun {
  readonly #options: BounceOptions;
  readonly #from = `transactions-${crypto.randomUUID().slice(0, 8)}`;
  readonly #to = `${this.#from}-copy`;
  readonly #groupId = `${this.#from}-copiers`;
  readonly #kafka: Kafka;
  readonly #copiers: Copier[] = [];
  /** Between copiers and brokers. */
  #proxy: Proxy | undefined;
  readonly #crash = Promise.withResolvers<never>();
  readonly #bounces: Bounces = {
    brokersCleanly: 0,
    brokersHard: 0,
    copiersCleanly: 0,
    copiersHard: 0,
  };
  readonly #sums: Record<keyof CopierFigures, number> = {
    aborted: 0,
    committed: 0,
    failed: 0,
    fenced: 0,
    outputs: 0,
    rebalances: 0,
    uncertain: 0,
  };
  #admin!: Admin;
  #written = 0;

  constructor(options: BounceOptions) {
    this.#options = options;
    const { bootstrapServers } = options.cluster;
    this.#kafka = connectKafka({ bootstrapServers, clientId: "transactions" });
    this.#crash.promise.catch(() => {});
  }

  async run(): Promise<BounceOutcome> {
    const { copiers, rounds, records, signal } = this.#options;
    const beganMs = systemClock.monotonicMs();
    this.#proxy = await this.#slowWay();
    this.#admin = await this.#kafka.admin();
    await this.#makeTopics();
    for (let at = 0; at < copiers; at++) this.#startCopier();
    for (let round = 0; round < rounds; round++) {
      signal?.throwIfAborted();
      await this.#round(round, Math.round((records * (round + 1)) / rounds) - this.#written);
    }
    await this.#until(() => this.#isCopied(), "the copy to be complete", DONE_MS);
    await Promise.all(this.#copiers.splice(0).map((copier) => this.#end(copier, "cleanly")));
    const comparison = await compareCopy(this.#kafka, { from: this.#from, to: this.#to });
    const abortedRecords = await countAborted(this.#kafka, this.#to);
    const minutes = (systemClock.monotonicMs() - beganMs) / 60_000;
    const [bounces, figures] = [this.#bounces, this.#sums];
    return { ...comparison, bounces, copiers: figures, abortedRecords, minutes };
  }

  async #slowWay(): Promise<Proxy> {
    const { cluster: { bootstrapServers }, delayMs, random } = this.#options;
    const proxy = await startProxy({ upstream: bootstrapServers.join(","), random });
    proxy.add({
      apiKeys: ["AddOffsetsToTxn", "EndTxn", "Produce", "TxnOffsetCommit"],
      action: { delayMs: [0, delayMs] },
    });
    return proxy;
  }

  async #makeTopics(): Promise<void> {
    const { brokerIds } = this.#options.cluster;
    await this.#admin.createTopics([this.#from, this.#to].map((name) => ({
      name,
      partitions: PARTITIONS,
      replicationFactor: brokerIds.length,
      config: { "min.insync.replicas": brokerIds.length > 1 ? "2" : "1" },
    })));
  }

  #startCopier(): void {
    const { transactionRecords } = this.#options;
    const bootstrapServers = this.#proxy!.bootstrapServers.split(",");
    const [groupId, from, to] = [this.#groupId, this.#from, this.#to];
    const options = { bootstrapServers, groupId, from, to, transactionRecords };
    this.#copiers.push(Copier.start(options, (error) => this.#crash.reject(error)));
  }

  async #end(copier: Copier, manner: Manner): Promise<void> {
    await copier.end(manner);
    for (const [name, value] of Object.entries(copier.figures ?? {})) {
      if (name in this.#sums) this.#sums[name as keyof CopierFigures] += Number(value);
    }
  }

  /** Writes a share of the records, and bounces something while they are copied. */
  async #round(round: number, share: number): Promise<void> {
    const { cluster: { manners }, random, rounds, say } = this.#options;
    const before = await this.#copied();
    const writing = this.#write(share);
    const some = before + Math.floor(share * random.next() * 0.6);
    await this.#until(async () => await this.#copied() >= some, "some of a share to be copied");
    const manner = manners[(round >> 1) % manners.length]!;
    const copierManner: Manner = (round >> 2) % 2 === 0 ? "hard" : "cleanly";
    const what = [
      ...(round % 4 === 1 ? [] : [this.#bounceBroker(manner)]),
      ...(round % 4 === 0 ? [] : [this.#bounceCopier(copierManner)]),
    ];
    const told = await Promise.race([Promise.all(what), this.#crash.promise]);
    await writing;
    say?.(`Round ${round + 1} of ${rounds}: ${told.join(" and ")}; ${this.#written} written`);
  }

  async #bounceBroker(manner: Manner): Promise<string> {
    const { cluster, random } = this.#options;
    const id = random.pick(cluster.brokerIds);
    await cluster.down(id, manner);
    const rest = systemClock.sleep(random.int(0, 1500));
    await rest;
    await cluster.up(id);
    await this.#until(() => this.#isInSync(), `broker ${id} to be in sync`, IN_SYNC_MS);
    this.#bounces[manner === "hard" ? "brokersHard" : "brokersCleanly"]++;
    return `broker ${id} ${manner}`;
  }

  async #bounceCopier(manner: Manner): Promise<string> {
    const { random } = this.#options;
    const [copier] = this.#copiers.splice(random.int(0, this.#copiers.length - 1), 1);
    await this.#end(copier!, manner);
    this.#startCopier();
    this.#bounces[manner === "hard" ? "copiersHard" : "copiersCleanly"]++;
    return `a copier ${manner}`;
  }

  /** Writes numbers, so that each value of a partition is another one. */
  async #write(count: number): Promise<void> {
    await using producer = await createProducer(this.#kafka, { deliveryTimeoutMs: DONE_MS });
    const sent: Promise<unknown>[] = [];
    for (let at = 0; at < count; at++) {
      const sequence = this.#written + at;
      const record = { key: String(sequence % 97), value: String(sequence) };
      sent.push(producer.send({ topic: this.#from, partition: sequence % PARTITIONS, ...record }));
      if (at % 500 === 499) await producer.ready();
    }
    await Promise.all(sent);
    this.#written += count;
  }

  /** How many records the group has committed. */
  async #copied(): Promise<number> {
    const offsets = await this.#asked(() =>
      this.#admin.committedOffsets(this.#groupId, [this.#from])
    );
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  async #isCopied(): Promise<boolean> {
    return await this.#copied() === this.#written;
  }

  async #isInSync(): Promise<boolean> {
    const { brokerIds } = this.#options.cluster;
    const topics = [this.#from, this.#to, "__consumer_offsets", "__transaction_state"];
    const described = await this.#asked(() =>
      Promise.all(topics.map((topic) => this.#admin.describeTopic(topic)))
    );
    return described.flat().every(({ replicas, inSyncReplicas }) =>
      replicas.length < brokerIds.length || inSyncReplicas.length === replicas.length
    );
  }

  /** Asks again for as long as brokers may come back; a transaction that ends is waited for too. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    let answer: { readonly value: T } | undefined;
    await this.#until(
      async () => {
        const value = await ask().catch((error) => {
          if (error instanceof WorkshopError && error.retriable) return undefined;
          throw error;
        });
        if (value !== undefined) answer = { value };
        return answer !== undefined;
      },
      "an answer of the brokers",
      IN_SYNC_MS,
    );
    return answer!.value;
  }

  async #until(
    probe: () => Promise<boolean>,
    what: string,
    timeoutMs = DONE_MS,
  ): Promise<void> {
    const { signal } = this.#options;
    const options = { ...PATIENCE, what, timeoutMs, ...(signal === undefined ? {} : { signal }) };
    await Promise.race([waitFor(probe, options), this.#crash.promise]);
  }

  /** Ends what is left, however the run has ended. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#copiers.map((copier) => copier.end("hard")));
    await this.#kafka[Symbol.asyncDispose]();
    await this.#proxy?.close();
  }
}

/** The claim, as an error when it does not hold. @throws {WorkshopError} code `NOT_KEPT` */
export function demandCopied(outcome: BounceOutcome, records: number): void {
  const { doubled, foreign, input, lost, outOfOrder, output } = outcome;
  const problems = [
    ...(input === records ? [] : [`The source has ${input} records, not ${records}`]),
    ...(output === input ? [] : [`The copy has ${output} records, the source ${input}`]),
    ...(lost > 0 ? [`${lost} records were not copied`] : []),
    ...(foreign > 0 ? [`${foreign} records of the copy are not of the source`] : []),
    ...(doubled > 0 ? [`${doubled} records were copied twice`] : []),
    ...(outOfOrder > 0 ? [`${outOfOrder} records lost their order`] : []),
  ];
  if (problems.length === 0) return;
  throw new WorkshopError(problems.join("; "), { code: "NOT_KEPT" });
}
