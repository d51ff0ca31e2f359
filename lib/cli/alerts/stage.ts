import { Cluster } from "../../broker/mod.ts";
import { runConsumer, type RunningConsumer } from "../../consumer/mod.ts";
import { seededRandom, systemClock } from "../../core/mod.ts";
import { EventGenerator } from "../../events/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { LagMonitor, measureHost } from "../../monitoring/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { measuredStore, openSqliteStore, watchedStore } from "../../storage/mod.ts";
import { startRandomEventsConsumer } from "../../systems/mod.ts";
import { Pace } from "./pace.ts";
import { Program } from "./program.ts";
import type { Target } from "./prometheus.ts";
import { ReopenedStore, slowStore } from "./reopened_store.ts";

/** Topics that are only read, each by the group `<topic>-readers`. */
export const PLAIN_TOPICS = ["burst", "growing", "stuck", "abandoned"] as const;
/** One of {@link PLAIN_TOPICS}. */
export type PlainTopic = (typeof PLAIN_TOPICS)[number];
/** Topics of random events that are processed and stored. */
export const EVENT_TOPICS = ["flood", "late"] as const;

const MINUTE_MS = 60_000;
const DISK = { sizeBytes: 1e9, freeBytes: 5e8 };

/** What the stage is built of. */
export interface StageOptions {
  /** For the files of the stores. */
  readonly folder: string;
  /** By how much all that takes time is faster than in the rules. */
  readonly faster: number;
}

/**
 * A cluster of three brokers with producers, consumers, stores and monitors that work, and the levers
 * by which each of them stops working.
 */
export class Stage implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly cluster: Cluster;
  readonly producer: Producer;
  readonly monitor: LagMonitor;
  /** What the disk tells. */
  readonly disk = { ...DISK };
  /** How fast groups and the store of `late` work. */
  readonly paces: Readonly<Record<PlainTopic | "late", Pace>>;
  readonly store: ReopenedStore;
  /** The program that all of this runs in, one that only watches, one that does nothing, one that can go. */
  readonly programs: {
    readonly main: Program;
    readonly watcher: Program;
    readonly spare: Program;
    readonly passing: Program;
  };
  /** What stands in for MongoDB's exporter. */
  readonly exporter: { up: 0 | 1; readonly address: string };
  /** How many broken events were sent. */
  brokenSent = 0;
  readonly #minuteMs: number;
  readonly #opened: AsyncDisposableStack;
  readonly #events = new EventGenerator({ random: seededRandom("alerts") });
  readonly #readers = new Map<PlainTopic, RunningConsumer>();
  #watching: LagMonitor | undefined;

  private constructor(parts: StageParts) {
    this.kafka = parts.kafka;
    this.cluster = parts.cluster;
    this.producer = parts.producer;
    this.monitor = parts.monitor;
    this.paces = parts.paces;
    this.store = parts.store;
    this.programs = parts.programs;
    this.exporter = parts.exporter;
    this.#opened = parts.opened;
    this.#minuteMs = parts.minuteMs;
  }

  /** Starts everything, and lets every group commit once. */
  static async open({ folder, faster }: StageOptions): Promise<Stage> {
    await using opened = new AsyncDisposableStack();
    const minuteMs = MINUTE_MS / faster;
    const cluster = await Cluster.start({ brokers: 3 });
    opened.defer(() => cluster.close());
    const kafka = opened.use(
      connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") }),
    );
    await makeTopics(kafka);
    const programs = {
      main: opened.use(new Program("stage")),
      watcher: opened.use(new Program("watcher")),
      spare: opened.use(new Program("spare")),
      passing: opened.use(new Program("passing")),
    };
    const { meter } = programs.main;
    const producer = await createProducer(kafka, { lingerMs: 5, meter });
    opened.defer(() => producer.close());
    const looks = { intervalMs: minuteMs / 4, passTimeoutMs: Math.max(2000, minuteMs / 4) };
    const monitor = opened.use(new LagMonitor(kafka, { meter, ...looks }));
    const paces = {
      burst: new Pace(),
      growing: new Pace(),
      stuck: new Pace(),
      abandoned: new Pace(),
      late: new Pace(),
    };
    const store = new ReopenedStore(`${folder}/watched.sqlite`);
    opened.use(
      watchedStore(store.store, { meter, collection: "watched", intervalMs: minuteMs / 4 }),
    );
    const exporter = exporterPage(opened);
    const stage = new Stage({
      kafka,
      cluster,
      producer,
      monitor,
      paces,
      store,
      programs,
      exporter,
      minuteMs,
      opened: opened.move(),
    });
    await stage.#begin(folder);
    return stage;
  }

  /** A minute of the rules, in milliseconds. */
  get minuteMs(): number {
    return this.#minuteMs;
  }

  /** Whom Prometheus asks. */
  get targets(): readonly Target[] {
    const { main, watcher, spare, passing } = this.programs;
    const app = (address: string, service: string) => ({ address, job: "workshop-app", service });
    return [
      app(main.address, "stage"),
      app(watcher.address, "watcher"),
      app(spare.address, "spare"),
      app(passing.address, "passing"),
      { address: this.exporter.address, job: "workshop-mongodb" },
    ];
  }

  /** Sends records that say nothing. */
  async send(topic: PlainTopic, count: number): Promise<void> {
    await this.#sendAll(topic, Array.from({ length: count }, () => "x"));
  }

  /** Sends events, a share of them broken. */
  async sendEvents(
    topic: (typeof EVENT_TOPICS)[number],
    count: number,
    brokenShare = 0,
  ): Promise<void> {
    const value = (at: number) =>
      Math.floor((at + 1) * brokenShare) > Math.floor(at * brokenShare)
        ? "{"
        : JSON.stringify(this.#events.next());
    this.brokenSent += Math.floor(count * brokenShare);
    await this.#sendAll(topic, Array.from({ length: count }, (_, at) => value(at)));
  }

  /** Lets a group have a member. */
  async startReader(topic: PlainTopic): Promise<void> {
    const reader = await runConsumer(this.kafka, {
      groupId: `${topic}-readers`,
      topics: [topic],
      handler: () => this.paces[topic].wait(),
      commitEveryMs: 250,
      shutdownTimeoutMs: 1000,
      // a broker that is killed takes along that a member has left
      session: { sessionTimeoutMs: 6000, heartbeatIntervalMs: 1000 },
      meter: this.programs.main.meter,
    });
    this.#readers.set(topic, reader);
  }

  /** Lets a group be without one. */
  async stopReader(topic: PlainTopic): Promise<void> {
    await this.#readers.get(topic)?.stop();
    this.#readers.delete(topic);
  }

  /** Lets the program that only watches read the lag. */
  startWatching(): void {
    const { meter } = this.programs.watcher;
    this.#watching = new LagMonitor(this.kafka, { meter, intervalMs: this.#minuteMs / 4 });
    this.#watching.start();
  }

  /** Lets it read no longer. */
  async stopWatching(): Promise<void> {
    await this.#watching?.[Symbol.asyncDispose]();
    this.#watching = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pace of Object.values(this.paces)) pace.set(0);
    await this.stopWatching();
    await Promise.all([...this.#readers.keys()].map((topic) => this.stopReader(topic)));
    await this.#opened[Symbol.asyncDispose]();
  }

  async #sendAll(topic: string, values: readonly string[]): Promise<void> {
    await Promise.all(values.map((value) => this.producer.send({ topic, value })));
  }

  async #begin(folder: string): Promise<void> {
    const { meter } = this.programs.main;
    this.#opened.defer(measureHost(meter, {
      folders: [folder],
      room: () => Promise.resolve(this.disk),
    }));
    for (const topic of EVENT_TOPICS) {
      const store = measuredStore(openSqliteStore({ path: `${folder}/${topic}.sqlite` }), {
        meter,
      });
      const { late } = this.paces;
      this.#opened.use(
        await startRandomEventsConsumer(this.kafka, {
          topic,
          groupId: `${topic}-readers`,
          store: topic === "late" ? slowStore(store, (count) => late.wait(count)) : store,
          closeStore: true,
          consuming: { commitEveryMs: 250, shutdownTimeoutMs: 1000, maxRecordsAtOnce: 10 },
          meter,
        }),
      );
      await this.sendEvents(topic, 20);
    }
    for (const topic of PLAIN_TOPICS) {
      await this.startReader(topic);
      await this.send(topic, 20);
    }
    this.monitor.start();
    this.startWatching();
  }
}

interface StageParts {
  readonly kafka: Kafka;
  readonly cluster: Cluster;
  readonly producer: Producer;
  readonly monitor: LagMonitor;
  readonly paces: Stage["paces"];
  readonly store: ReopenedStore;
  readonly programs: Stage["programs"];
  readonly exporter: Stage["exporter"];
  readonly minuteMs: number;
  readonly opened: AsyncDisposableStack;
}

async function makeTopics(kafka: Kafka): Promise<void> {
  await using admin = await kafka.admin();
  const names = [...PLAIN_TOPICS, ...EVENT_TOPICS, "DLQ"];
  await admin.createTopics(
    names.map((name) => ({ name, partitions: 1, replicationFactor: 3 })),
  );
}

/** Answers as MongoDB's exporter does, with the one figure that an alert is made of. */
function exporterPage(opened: AsyncDisposableStack): Stage["exporter"] {
  const exporter = { up: 1 as 0 | 1, address: "" };
  const server = opened.use(
    Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () =>
        new Response(`# TYPE mongodb_up gauge\nmongodb_up ${exporter.up}\n`, {
          headers: { "content-type": "text/plain; version=0.0.4" },
        }),
    ),
  );
  exporter.address = `127.0.0.1:${server.addr.port}`;
  return exporter;
}

/** Waits for a time, or until it is over. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return systemClock.sleep(ms, signal).catch(() => {});
}
