import type { Kafka } from "../../consumer/mod.ts";
import { type Clock, type Logger, nullLogger, systemClock, waitFor } from "../../core/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { isWildcard, type ListenAddress, urlHost } from "./address.ts";
import { BoardReader } from "./board_reader.ts";
import {
  type BoardLab,
  type BoardLearner,
  type CellChange,
  ClassBoard,
  MAX_LEARNERS,
} from "./class_board.ts";
import { type ClassReport, ReportError } from "./class_report.ts";
import {
  listenForReports,
  type ReportListener,
  type ReportListenerOptions,
} from "./report_listener.ts";
import { recordsOf, removalOf, RESULTS_TOPIC } from "./result_record.ts";
import { freshToken } from "./token.ts";

/** What a classroom is opened with. */
export interface ClassroomOptions {
  /** The instructor's cluster, where the results are kept. */
  readonly kafka: Kafka;
  /** The labs, in their order. */
  readonly labs: readonly BoardLab[];
  /** Where learners' machines send to. */
  readonly address: ListenAddress;
  /** What stands in the URL; that of an earlier start keeps learners' URLs good. @default {a fresh one} */
  readonly token?: string;
  /** The machine's addresses, named in the URLs when it listens on all. @default {[]} */
  readonly ownAddresses?: readonly string[];
  /** How many learners there may be. @default {500} */
  readonly maxLearners?: number;
  /** The limits of the listener. @default {its own} */
  readonly limits?: Partial<ReportListenerOptions>;
  /** Where its lines go. @default {nullLogger} */
  readonly logger?: Logger;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** What the page is told first. */
export interface ClassroomView {
  /** In their order. */
  readonly labs: readonly BoardLab[];
  /** By name. */
  readonly learners: readonly BoardLearner[];
  /** Why results can't be read at the moment; `null` when they can. */
  readonly failure: string | null;
}

/** A class whose results are taken, kept and shown. */
export interface Classroom extends AsyncDisposable {
  /** What learners give to `verify --report`. */
  readonly urls: readonly string[];
  /** The most learners that there may be. */
  readonly maxLearners: number;
  /** All that the board shows. */
  view(): ClassroomView;
  /** Calls the listener with each change of the board; returns what ends that. */
  onChange(listener: (change: CellChange) => void): () => void;
  /** Takes a learner off the board, for good; how many results that were. */
  remove(name: string): Promise<number>;
}

const CATCH_UP_MS = 15_000;
const KEEP_MS = 4000;

/**
 * Opens a classroom: makes the topic of results where it is missing, reads what stands in it, and then
 * takes reports.
 *
 * @throws {ConfigError} when it can't listen there
 * @throws {WorkshopError} when the cluster doesn't answer
 */
export async function openClassroom(options: ClassroomOptions): Promise<Classroom> {
  await using opening = new AsyncDisposableStack();
  const { kafka } = options;
  const end = await endOfResults(kafka);
  const producer = opening.use(
    await createProducer(kafka, { deliveryTimeoutMs: KEEP_MS, requestTimeoutMs: KEEP_MS }),
  );
  const room = opening.use(new OpenClassroom(options, producer));
  await waitFor(() => room.hasRead(end), {
    what: `the results of topic ${RESULTS_TOPIC}`,
    timeoutMs: CATCH_UP_MS,
  });
  await room.listen();
  opening.move();
  return room;
}

/** Where the results end that an earlier class, or this one before a restart, has left. */
async function endOfResults(kafka: Kafka): Promise<bigint> {
  await using admin = await kafka.admin();
  await admin.createTopics([{
    name: RESULTS_TOPIC,
    partitions: 1,
    config: { "cleanup.policy": "compact" },
  }]);
  const [offsets] = await waitFor(
    () => admin.topicOffsets(RESULTS_TOPIC).catch(() => undefined),
    { what: `topic ${RESULTS_TOPIC}`, timeoutMs: CATCH_UP_MS, intervalMs: 100 },
  );
  return offsets === undefined || offsets.low === offsets.high ? 0n : offsets.high;
}

class OpenClassroom implements Classroom {
  readonly maxLearners: number;
  readonly #options: ClassroomOptions;
  readonly #producer: Producer;
  readonly #token: string;
  readonly #board: ClassBoard;
  readonly #reader: BoardReader;
  readonly #listeners = new Set<(change: CellChange) => void>();
  /** Those on the board, and those whose first record is on its way there. */
  readonly #names = new Set<string>();
  #listener: ReportListener | undefined;

  constructor(options: ClassroomOptions, producer: Producer) {
    const { kafka, labs, logger = nullLogger, clock = systemClock } = options;
    this.maxLearners = options.maxLearners ?? MAX_LEARNERS;
    this.#options = options;
    this.#producer = producer;
    this.#token = options.token ?? freshToken();
    this.#board = new ClassBoard(labs, this.maxLearners);
    this.#reader = new BoardReader({
      kafka,
      logger,
      clock,
      onRecord: (record) => {
        const change = this.#board.apply(record);
        if (change !== undefined) this.#changed(change);
      },
    });
  }

  get urls(): readonly string[] {
    const { address: { hostname }, ownAddresses = [] } = this.#options;
    const hosts = !isWildcard(hostname)
      ? [hostname]
      : ownAddresses.length > 0
      ? ownAddresses
      : ["localhost"];
    const port = this.#listener?.port ?? 0;
    return hosts.map((host) => `http://${urlHost(host)}:${port}/report/${this.#token}`);
  }

  hasRead(end: bigint): boolean {
    return this.#reader.nextOffset >= end;
  }

  async listen(): Promise<void> {
    const { address, labs, limits, logger, clock } = this.#options;
    this.#listener = await listenForReports({
      ...limits,
      address,
      token: this.#token,
      labs: new Set(labs.map(({ number }) => number)),
      onReport: (report) => this.#keep(report),
      ...(logger !== undefined && { logger }),
      ...(clock !== undefined && { clock }),
    });
  }

  /** The report is answered when its records are in the log. */
  async #keep(report: ClassReport): Promise<void> {
    if (!this.#names.has(report.name) && this.#names.size >= this.maxLearners) {
      throw new ReportError(`The board is full: it holds ${this.maxLearners} learners`);
    }
    this.#names.add(report.name);
    try {
      await Promise.all(recordsOf(report).map((record) => this.#producer.send(record)));
    } catch (error) {
      this.#forget(report.name);
      throw error;
    }
  }

  #forget(name: string): void {
    if (this.#board.labsOf(name).length === 0) this.#names.delete(name);
  }

  #changed(change: CellChange): void {
    if (change.cell !== null) this.#names.add(change.name);
    else this.#forget(change.name);
    for (const listener of this.#listeners) listener(change);
  }

  view(): ClassroomView {
    const failure = this.#reader.failure ?? null;
    return { labs: this.#options.labs, learners: this.#board.learners(), failure };
  }

  onChange(listener: (change: CellChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async remove(name: string): Promise<number> {
    const removals = this.#board.labsOf(name).map((lab) => removalOf(name, lab));
    await Promise.all(removals.map((removal) => this.#producer.send(removal)));
    return removals.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.[Symbol.asyncDispose]();
    await this.#reader[Symbol.asyncDispose]();
    await this.#producer[Symbol.asyncDispose]();
  }
}
