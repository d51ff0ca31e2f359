import {
  type Clock,
  freshSeed,
  type Logger,
  type Meter,
  nullLogger,
  nullMeter,
  type Random,
  seededRandom,
  systemClock,
} from "../../core/mod.ts";
import { type DataHeaders, type DataMessage, type DataTuple, dataTuple } from "../../events/mod.ts";
import {
  type ConfiguredKafka,
  connectConfigured,
  createProducer,
  type DeliveryReport,
  type Producer,
  type ProducerRecord,
} from "../../producer/mod.ts";
import { SchemaValidationError } from "../../schemas/mod.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import type { RunningRole } from "../running_role.ts";
import { openConfiguredStore } from "../configured_store.ts";
import { producingAsSet } from "../role_settings.ts";
import type { RoleContext } from "../system.ts";
import { ensureTopics } from "../topics.ts";
import { dataMessageOf } from "./data_record.ts";
import { DATA_TOPIC } from "./defaults.ts";
import { FailedMessageLog } from "./failed_message_log.ts";
import { MessageSender, sendingOnce } from "./message_sender.ts";
import { ownSettings } from "./own_settings.ts";
import { startDataProducer } from "./producer.ts";
import type { SendRetry } from "./retrying_sender.ts";

/** What a data producer may be handed; without any it finds all of it itself. */
export interface DataProducerParts {
  /** Its settings. @default {producer.json, above it the environment} */
  readonly config?: Parameters<typeof connectConfigured>[0];
  /** A port to Kafka, which stays open. @default {one by the settings, closed with the producer} */
  readonly kafka?: ConfiguredKafka["kafka"];
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** Where chance comes from; a seeded one repeats what is generated. @default {a fresh seed} */
  readonly random?: Random;
}

/** How a data producer runs. */
export interface DataProducerRun {
  /**
   * Average time between two messages, in seconds: with 0.036 some 100,000 an hour, in batches.
   * @default {0.1}
   */
  readonly interval?: number;
  /** Messages that are sent together; then it waits for as many intervals. @default {100} */
  readonly batchSize?: number;
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal;
}

/**
 * The producer of data items as an object: it generates, sends with retries, and runs until it is
 * stopped.
 *
 * @example
 * ```ts
 * import { Cluster } from "../../broker/mod.ts";
 * import { DataProducer } from "./data_producer.ts";
 *
 * await using cluster = await Cluster.start();
 * const env = (name: string) => name === "KAFKA_BROKERS" ? cluster.bootstrapServers : undefined;
 * await using producer = new DataProducer({ config: { env } });
 * console.log(await producer.sendBatch(producer.generateData(10))); // 10
 * ```
 */
export class DataProducer implements AsyncDisposable {
  readonly #connected: ConfiguredKafka;
  readonly #parts: DataProducerParts;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sender: MessageSender;
  readonly #stop = new AbortController();
  #opening: Promise<Producer> | undefined;
  #running: RunningRole<ProducerStatistics> | undefined;

  /**
   * Loads the settings; the connection is dialled when there is something to send.
   *
   * @throws {ConfigError} for a bad setting, naming it and what is allowed
   */
  constructor(parts: DataProducerParts = {}) {
    const { logger = nullLogger, meter = nullMeter, clock = systemClock } = parts;
    const connected = connectConfigured(ownSettings("producer", parts.config), {
      logger,
      meter,
      clock,
    });
    this.#connected = parts.kafka === undefined ? connected : { ...connected, kafka: parts.kafka };
    this.#parts = parts;
    this.#clock = clock;
    this.#random = parts.random ?? seededRandom(freshSeed());
    const failed = new FailedMessageLog({ path: this.config.failedMessagesPath });
    this.#sender = new MessageSender({ retry: this.#retry, failed, logger, meter, clock });
  }

  /** The settings that hold. */
  get config(): ConfiguredKafka["config"] {
    return this.#connected.config;
  }

  /** A batch of new messages as key, value and headers. */
  generateData(batchSize: number): DataTuple[] {
    return Array.from({ length: batchSize }, () => dataTuple(this.#random, this.#clock));
  }

  /**
   * Sends a message, again if need be; true means that it is in the log. False means that it was given
   * up and is in the file of failed messages.
   *
   * @param headers nothing is added to them
   */
  async sendMessage(
    key: string,
    value: DataMessage,
    headers: DataHeaders | Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    const record: ProducerRecord = {
      topic: this.config.topic,
      key,
      value: JSON.stringify(value),
      headers: { ...headers },
    };
    try {
      dataMessageOf(record.value as string);
    } catch (error) {
      if (!(error instanceof SchemaValidationError)) throw error;
      await this.#sender.refuse(record, error);
      return false;
    }
    const producer = { send: (each: ProducerRecord) => this.#sendOnce(each) };
    const sent = this.#sender.deliver(producer, record, this.#stop.signal);
    return await sent.then(() => true, () => false);
  }

  /** Sends messages together; resolves to how many of them are in the log. */
  async sendBatch(batch: readonly DataTuple[]): Promise<number> {
    const sent = batch.map(([key, value, headers]) => this.sendMessage(key, value, headers));
    return (await Promise.all(sent)).filter((isSent) => isSent).length;
  }

  /**
   * Generates and sends batches at the rate of the interval and looks at its own health now and then,
   * until `stop()` or the signal.
   *
   * @throws {WorkshopError} when no broker answers or the topic can't be made
   */
  async run(options: DataProducerRun = {}): Promise<ProducerStatistics> {
    const { interval = 0.1, batchSize = 100, signal } = options;
    const { kafka, config: settings } = this.#connected;
    const { logger = nullLogger, meter = nullMeter } = this.#parts;
    const context: RoleContext = {
      kafka,
      settings,
      logger,
      meter,
      openStore: (need) => openConfiguredStore(settings, need),
      clock: this.#clock,
      random: this.#random,
      ...(signal !== undefined && { signal }),
    };
    const running = await startDataProducer(kafka, {
      ...producingAsSet(context),
      topic: settings.topic,
      intervalMs: interval * 1000,
      batchSize,
      retry: this.#retry,
      failedMessagesPath: settings.failedMessagesPath,
      healthLogIntervalMs: settings.healthLogIntervalMs,
    });
    this.#running = running;
    if (this.#stop.signal.aborted) await running.stop();
    await running.closed;
    return running.statistics();
  }

  /** Ends `run` and the waits for retries; messages under way get their outcome first. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running?.stop();
  }

  /** Stops, and closes what the producer has opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    const producer = await this.#opening?.catch(() => undefined);
    await producer?.close({ timeoutMs: this.config.shutdownTimeoutMs });
    if (this.#parts.kafka === undefined) await this.#connected.kafka[Symbol.asyncDispose]();
  }

  get #retry(): SendRetry {
    const { producerMaxRetries, producerRetryDelayMs, producerDeliveryTimeoutMs } = this.config;
    return {
      maxRetries: producerMaxRetries,
      initialRetryDelayMs: producerRetryDelayMs,
      deliveryTimeoutMs: producerDeliveryTimeoutMs,
    };
  }

  async #sendOnce(record: ProducerRecord): Promise<DeliveryReport> {
    const producer = await this.#producer();
    await producer.ready();
    return await producer.send(record);
  }

  async #producer(): Promise<Producer> {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      // The next message tries again: a broker may be there by then.
      this.#opening = undefined;
      throw error;
    }
  }

  async #open(): Promise<Producer> {
    const { kafka, config } = this.#connected;
    const { logger = nullLogger, meter = nullMeter } = this.#parts;
    await ensureTopics(kafka, [{ definition: DATA_TOPIC, name: config.topic }]);
    const { producerAcks: acks, producerCompression: compression } = config;
    return await createProducer(kafka, {
      acks,
      lingerMs: config.producerLingerMs,
      ...sendingOnce({ compression }, this.#retry),
      logger,
      meter,
      clock: this.#clock,
    });
  }
}
