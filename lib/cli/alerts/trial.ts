import { messageOf, systemClock, waitFor } from "../../core/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import type { Cause } from "./causes.ts";
import { Overview } from "./overview.ts";
import { Alerting } from "./prometheus.ts";
import { Stage } from "./stage.ts";

/** How a trial is run. */
export interface TrialOptions {
  /** By how much everything that takes time in the rules is faster. */
  readonly faster: number;
}

/** What came of one alert. */
export interface AlertOutcome {
  readonly alert: string;
  readonly cause: string;
  /** From its cause until the overview showed it, in milliseconds. */
  readonly shownAfterMs: number;
  /** From the end of the cause until the overview showed it no longer. */
  readonly goneAfterMs: number;
  /** What the overview said. */
  readonly why: string;
}

const TOKEN_BYTES = 16;
/** After so long without the watchdog the overview misses it. */
const WATCHDOG_MS = 300_000;
/** The longest wait of a rule is a quarter of an hour; its range and what sending takes come to it. */
const PATIENCE_MINUTES = 40;
/** What a busy machine may take beside the rules' own time. */
const SLACK_MS = 60_000;

/** A stage, a real Prometheus that asks it, a real Alertmanager, and a dashboard that is told. */
export class Trial implements AsyncDisposable {
  readonly stage: Stage;
  readonly alerting: Alerting;
  readonly overview: Overview;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: Pick<Trial, "stage" | "alerting" | "overview">,
    opened: AsyncDisposableStack,
  ) {
    this.stage = parts.stage;
    this.alerting = parts.alerting;
    this.overview = parts.overview;
    this.#opened = opened;
  }

  /** Starts all of it; Prometheus asks the programs of the stage. */
  static async start({ faster }: TrialOptions): Promise<Trial> {
    await using opened = new AsyncDisposableStack();
    const folder = opened.use(await openRunFolder("alerts"));
    const token = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toHex();
    const on: { stage?: Stage } = {};
    const overview = opened.use(
      Overview.start(() => on.stage, { token, watchdogMs: WATCHDOG_MS / faster }),
    );
    const stage = opened.use(await Stage.open({ folder: folder.path, faster }));
    on.stage = stage;
    const { webhookUrl } = overview;
    const alerting = opened.use(
      await Alerting.start({ folder: folder.path, faster, webhookUrl, token }),
    );
    await alerting.ask(stage.targets);
    return new Trial({ stage, alerting, overview }, opened.move());
  }

  /** How long an alert may take to come or to go. */
  get patienceMs(): number {
    return PATIENCE_MINUTES * this.stage.minuteMs + SLACK_MS;
  }

  /** Waits until Prometheus sees the whole stage, and has judged the rules so many times. */
  async settled(judgements: number): Promise<void> {
    const judged = `count_over_time(ALERTS{alertname="Watchdog"}[1d]) >= ${judgements}`;
    const done = async () => {
      const up = await this.alerting.query("up == 1");
      return up.length === this.stage.targets.length &&
        (await this.alerting.query(judged)).length === 1;
    };
    await waitFor(done, { what: "Prometheus to see the stage", timeoutMs: this.patienceMs });
  }

  /** Names of the alerts that fire now, by Prometheus' judgement. */
  async firing(): Promise<string[]> {
    const alerts = await this.alerting.alerts();
    return alerts.filter(({ state }) => state === "firing").map(({ labels }) =>
      labels["alertname"] ?? ""
    );
  }

  /** Lets all of it go wrong at once, waits for each alert, puts it right, waits until it is gone. */
  async act(causes: readonly Cause[]): Promise<AlertOutcome[]> {
    const stop = new AbortController();
    try {
      const begun = await Promise.all(causes.map((cause) => this.#begin(cause, stop.signal)));
      const shown = await Promise.all(begun.map((one) => this.#come(one)));
      stop.abort();
      return (await Promise.all(
        shown.map(({ cause, alerts }) => this.#gone(cause, alerts)),
      )).flat();
    } finally {
      stop.abort();
    }
  }

  /** Waits for something of the stage or the servers as long as an alert may take. */
  async until(what: string, probe: () => Promise<boolean>): Promise<void> {
    await waitFor(probe, { what, timeoutMs: this.patienceMs, intervalMs: 100 });
  }

  /** Waits until the overview shows an alert, or no longer does. */
  async shows(alert: readonly [string, string], shown = true): Promise<void> {
    await this.overview.until(alert, { shown, timeoutMs: this.patienceMs });
  }

  async #begin(cause: Cause, signal: AbortSignal): Promise<Begun> {
    const begunMs = systemClock.monotonicMs();
    await cause.begin(this.stage, signal);
    return { cause, begunMs };
  }

  async #come({ cause, begunMs }: Begun): Promise<Shown> {
    const alerts = await Promise.all(cause.alerts.map(async (alert) => {
      const view = await this.overview.until(alert, { shown: true, timeoutMs: this.patienceMs })
        .catch(async (error) => {
          throw new Error(`${messageOf(error)} by ${cause.what}; ${await this.#state()}`);
        });
      const shownAfterMs = Math.round(systemClock.monotonicMs() - begunMs);
      return { alert, shownAfterMs, why: view!.why };
    }));
    return { cause, alerts };
  }

  async #gone(cause: Cause, alerts: Shown["alerts"]): Promise<AlertOutcome[]> {
    const endedMs = systemClock.monotonicMs();
    await cause.end(this.stage);
    return await Promise.all(alerts.map(async ({ alert, shownAfterMs, why }) => {
      await this.overview.until(alert, { shown: false, timeoutMs: this.patienceMs })
        .catch(async (error) => {
          throw new Error(`${messageOf(error)}; ${await this.#state()}`);
        });
      const goneAfterMs = Math.round(systemClock.monotonicMs() - endedMs);
      return { alert: alert[0], cause: cause.what, shownAfterMs, goneAfterMs, why };
    }));
  }

  /** What Prometheus and the overview say, for an error. */
  async #state(): Promise<string> {
    const judged = (await this.alerting.alerts()).map(({ labels, state }) =>
      `${labels["alertname"]} ${labels["group"] ?? ""} ${labels["topic"] ?? ""} ${state}`
    );
    const shown = (await this.overview.alerts()).map(({ name, subject }) => `${name} ${subject}`);
    return `Prometheus: ${judged.join(", ")}; the overview: ${shown.join(", ")}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

interface Begun {
  readonly cause: Cause;
  readonly begunMs: number;
}

interface Shown {
  readonly cause: Cause;
  readonly alerts: readonly {
    readonly alert: readonly [string, string];
    readonly shownAfterMs: number;
    readonly why: string;
  }[];
}
