import { type Clock, type Logger, type Meter, nullLogger, nullMeter } from "../../core/mod.ts";
import { type ConfiguredKafka, connectConfigured } from "../../producer/mod.ts";
import { SchemaValidationError } from "../../schemas/mod.ts";
import { DataStorage, type Store, type StoredData, StoreError } from "../../storage/mod.ts";
import { openConfiguredStore } from "../configured_store.ts";
import { consumingAsSet } from "../role_settings.ts";
import type { RoleContext } from "../system.ts";
import { type RunningDataConsumer, startDataConsumer } from "./consumer.ts";
import { dataMessageOf } from "./data_record.ts";
import { DATA_STORE } from "./defaults.ts";
import { ownSettings } from "./own_settings.ts";

/** What a data consumer may be handed beside its configuration. */
export interface DataConsumerParts {
  /** A port to Kafka, which stays open. @default {one by the settings, closed with the consumer} */
  readonly kafka?: ConfiguredKafka["kafka"];
  /** A store, which stays open. @default {MongoDB or SQLite as the settings say} */
  readonly store?: Store;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** What a data consumer has done. */
export type DataConsumerStatistics = ReturnType<RunningDataConsumer["statistics"]>;

/**
 * The consumer of data items as an object: it processes and stores messages, and runs as a member of
 * its group until it is stopped.
 *
 * @example
 * ```ts
 * import { Cluster } from "../../broker/mod.ts";
 * import { DataConsumer, DataProducer } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * const settings = new Map([
 *   ["KAFKA_BROKERS", cluster.bootstrapServers],
 *   ["STORE_PATH", ":memory:"],
 * ]);
 * const config = { env: (name: string) => settings.get(name) };
 * await using producer = new DataProducer({ config });
 * await using consumer = new DataConsumer(config);
 * for (const [, message] of producer.generateData(1)) {
 *   console.log(await consumer.processMessage(message)); // true
 * }
 * ```
 */
export class DataConsumer implements AsyncDisposable {
  readonly #connected: ConfiguredKafka;
  readonly #parts: DataConsumerParts;
  readonly #stop = new AbortController();
  #opening: Promise<Store> | undefined;

  /**
   * Takes its settings: a loaded configuration, or where to load one from, above consumer.json.
   * Nothing is dialled yet.
   *
   * @throws {ConfigError} for a bad setting, naming it and what is allowed
   */
  constructor(config: Parameters<typeof connectConfigured>[0] = {}, parts: DataConsumerParts = {}) {
    const { logger = nullLogger, meter = nullMeter, clock } = parts;
    const connected = connectConfigured(ownSettings("consumer", config), {
      logger,
      meter,
      ...(clock !== undefined && { clock }),
    });
    this.#connected = parts.kafka === undefined ? connected : { ...connected, kafka: parts.kafka };
    this.#parts = parts;
  }

  /** The settings that hold. */
  get config(): ConfiguredKafka["config"] {
    return this.#connected.config;
  }

  /**
   * Validates a message and stores it: true when it is in the store, false when it is no data item or
   * could not be stored.
   */
  async processMessage(message: unknown): Promise<boolean> {
    try {
      return await this.persistData({ ...dataMessageOf(JSON.stringify(message) ?? null) });
    } catch (error) {
      if (!(error instanceof SchemaValidationError)) throw error;
      const { logger = nullLogger } = this.#parts;
      logger.log("WARN", "A message is no data item", { error: error.message });
      return false;
    }
  }

  /**
   * Stores what was processed: true when it is in the store, from now or from an earlier time, false
   * when the store refuses it or is down.
   */
  async persistData(processed: StoredData): Promise<boolean> {
    try {
      const storage = new DataStorage({ store: await this.#store() });
      return await storage.save(processed);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const { logger = nullLogger } = this.#parts;
      logger.log("ERROR", "A data item was not stored", { error: error.message });
      return false;
    }
  }

  /**
   * Joins the group, and processes and stores messages until `stop()` or the signal; an offset is
   * committed after its message was stored. While the store is down it waits, and nothing is lost.
   *
   * @throws {WorkshopError} when no broker answers, or topic or group can't be had
   */
  async run(options: { readonly signal?: AbortSignal } = {}): Promise<DataConsumerStatistics> {
    const { kafka, config: settings } = this.#connected;
    const { logger = nullLogger, meter = nullMeter, clock } = this.#parts;
    const stops = [this.#stop.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const context: RoleContext = {
      kafka,
      settings,
      logger,
      meter,
      openStore: (need) => openConfiguredStore(settings, need, meter),
      signal: AbortSignal.any(stops),
      ...(clock !== undefined && { clock }),
    };
    const running = await startDataConsumer(kafka, {
      ...consumingAsSet(context),
      store: await this.#store(),
      topic: settings.topic,
      groupId: settings.consumerGroupId,
    });
    await running.closed;
    return running.statistics();
  }

  /** Ends `run`: what is under way is finished and committed. */
  stop(): void {
    this.#stop.abort();
  }

  /** Closes what the consumer has opened; call it after `run` has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    if (this.#parts.kafka === undefined) await this.#connected.kafka[Symbol.asyncDispose]();
    const store = await this.#opening?.catch(() => undefined);
    await store?.[Symbol.asyncDispose]();
  }

  async #store(): Promise<Store> {
    if (this.#parts.store !== undefined) return this.#parts.store;
    this.#opening ??= openConfiguredStore(this.config, DATA_STORE, this.#parts.meter);
    try {
      return await this.#opening;
    } catch (error) {
      // The next call tries again: the server may be there by then.
      this.#opening = undefined;
      throw error;
    }
  }
}
