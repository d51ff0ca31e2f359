import {
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from "prom-client";
import {
  type Counter,
  type Gauge,
  type Histogram,
  type InstrumentOptions,
  type Labels,
  type Logger,
  messageOf,
  type Meter,
  nullLogger,
  WorkshopError,
} from "../core/mod.ts";
import {
  type MetricDefinition,
  type MetricKind,
  type MetricName,
  METRICS,
  type MetricsTable,
} from "./metrics_table.ts";

/** How a meter is made. */
export interface MeterOptions {
  /**
   * Refuse instruments that the table doesn't know: for tests. Otherwise they are registered and
   * a warning is logged.
   *
   * @default {false}
   */
  readonly strict?: boolean;
  /** Further metrics of an application. @default {{}} */
  readonly metrics?: MetricsTable;
  /** Where warnings go. @default {nullLogger} */
  readonly logger?: Logger;
}

/** A meter whose instruments can be read as Prometheus text. */
export interface PrometheusMeter extends Meter {
  /** The `Content-Type` of {@link PrometheusMeter.render}. */
  readonly contentType: string;
  /** All registered metrics in Prometheus' text format 0.0.4. */
  render(): Promise<string>;
  /**
   * Runs `collect` before each {@link PrometheusMeter.render}; one that fails is logged and skipped.
   *
   * @returns a function that removes it
   */
  onRender(collect: () => void | Promise<void>): () => void;
  /** Makes series that stand at 0, so that a first event shows as a rise. */
  zero(name: MetricName, labelSets: readonly Labels[]): void;
}

type Instrument = PromCounter | PromGauge | PromHistogram;

/**
 * A meter with a registry of its own. Names, help, labels and buckets come from
 * {@link METRICS}; what nobody asks for is not registered.
 *
 * @throws {WorkshopError} code `METRIC_UNKNOWN` or `METRIC_MISMATCH` from its methods when strict
 *
 * @example
 * ```ts
 * import { createMeter, metric } from "./mod.ts";
 *
 * const meter = createMeter();
 * meter.counter(metric("log_messages_total")).add(1, { level: "INFO" });
 * console.log(await meter.render());
 * ```
 */
export function createMeter(options: MeterOptions = {}): PrometheusMeter {
  return new RegistryMeter(options);
}

/** The name, help and labels of a metric in the table, as {@link Meter} takes them. */
export function metric(name: MetricName): InstrumentOptions {
  const { help, labels } = METRICS[name];
  return { name, help, labels };
}

class RegistryMeter implements PrometheusMeter {
  readonly #registry = new Registry();
  readonly #instruments = new Map<string, Instrument>();
  readonly #collectors = new Set<() => void | Promise<void>>();
  readonly #complaints = new Set<string>();
  readonly #table: MetricsTable;
  readonly #strict: boolean;
  readonly #logger: Logger;

  constructor({ strict = false, metrics = {}, logger = nullLogger }: MeterOptions) {
    this.#table = { ...METRICS, ...metrics };
    this.#strict = strict;
    this.#logger = logger;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  counter(options: InstrumentOptions): Counter {
    const instrument = this.#instrument("counter", options) as PromCounter;
    return { add: (amount, labels = {}) => instrument.inc(text(labels), amount) };
  }

  gauge(options: InstrumentOptions): Gauge {
    const instrument = this.#instrument("gauge", options) as PromGauge;
    return {
      set: (value, labels = {}) => instrument.set(text(labels), value),
      remove: (labels) => instrument.remove(text(labels)),
    };
  }

  histogram(options: InstrumentOptions & { readonly buckets?: readonly number[] }): Histogram {
    const instrument = this.#instrument("histogram", options) as PromHistogram;
    return { observe: (value, labels = {}) => instrument.observe(text(labels), value) };
  }

  zero(name: MetricName, labelSets: readonly Labels[]): void {
    const instrument = this.#instrument(METRICS[name].kind, metric(name));
    for (const labels of labelSets.map(text)) {
      if (instrument instanceof PromHistogram) instrument.zero(labels);
      else instrument.inc(labels, 0);
    }
  }

  onRender(collect: () => void | Promise<void>): () => void {
    this.#collectors.add(collect);
    return () => void this.#collectors.delete(collect);
  }

  async render(): Promise<string> {
    for (const collect of this.#collectors) {
      try {
        await collect();
      } catch (error) {
        this.#logger.log("WARN", `A metrics collector failed: ${messageOf(error)}`, { error });
      }
    }
    return await this.#registry.metrics();
  }

  #instrument(
    kind: MetricKind,
    options: InstrumentOptions & { readonly buckets?: readonly number[] },
  ): Instrument {
    const definition = this.#definition(kind, options);
    const known = this.#instruments.get(options.name);
    if (known !== undefined) return known;
    const made = this.#make(options.name, definition);
    this.#instruments.set(options.name, made);
    return made;
  }

  #definition(
    kind: MetricKind,
    options: InstrumentOptions & { readonly buckets?: readonly number[] },
  ): MetricDefinition {
    const { name, help, labels = [], buckets } = options;
    const known = this.#table[name];
    const asked = { kind, help, labels, ...(buckets === undefined ? {} : { buckets }) };
    if (known === undefined) {
      this.#complain("METRIC_UNKNOWN", `Metric ${name} is not in the table of metrics: add it`);
      return asked;
    }
    const sameLabels = known.labels.length === labels.length &&
      known.labels.every((label) => labels.includes(label));
    if (known.kind === kind && sameLabels) return known;
    const message = `Metric ${name} is a ${known.kind} with labels (${known.labels.join(", ")}), ` +
      `asked for as a ${kind} with labels (${labels.join(", ")})`;
    if (known.kind !== kind) throw new WorkshopError(message, { code: "METRIC_MISMATCH" });
    this.#complain("METRIC_MISMATCH", message);
    return { ...known, labels: [...new Set([...known.labels, ...labels])] };
  }

  #complain(code: string, message: string): void {
    if (this.#strict) throw new WorkshopError(message, { code });
    if (this.#complaints.has(message)) return;
    this.#complaints.add(message);
    this.#logger.log("WARN", message, { code });
  }

  #make(name: string, definition: MetricDefinition): Instrument {
    const { kind, help, labels, buckets } = definition;
    const common = { name, help, labelNames: [...labels], registers: [this.#registry] };
    if (kind === "counter") return new PromCounter(common);
    if (kind === "gauge") return new PromGauge(common);
    return new PromHistogram({
      ...common,
      ...(buckets === undefined ? {} : { buckets: [...buckets] }),
    });
  }
}

function text(labels: Labels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, String(value)]),
  );
}
