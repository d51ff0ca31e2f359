import { parse } from "deno-std/yaml/mod.js";
import { freePorts } from "../../workshop/cluster/mod.ts";
import { readProjectFile } from "../deploy/stack.ts";
import { scaledAlertmanager, scaledRules, scaledTime } from "./scaled.ts";
import { ServerProcess } from "./server_process.ts";

/** Whom Prometheus asks, under which job and service. */
export interface Target {
  readonly address: string;
  readonly job: string;
  readonly service?: string;
}

/** Where alerts go, and how fast time passes for the rules. */
export interface AlertingOptions {
  /** A folder for configurations and data. */
  readonly folder: string;
  /** By how much everything that takes time is faster. */
  readonly faster: number;
  /** Where Alertmanager sends to. */
  readonly webhookUrl: string;
  readonly token: string;
}

/** An alert that Prometheus judges to be there. */
export interface JudgedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** A real Prometheus and a real Alertmanager with the rules of deploy/. */
export class Alerting implements AsyncDisposable {
  readonly #folder: string;
  readonly #url: string;
  readonly #alertmanager: ServerProcess;
  readonly #alertmanagerUrl: string;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: AlertingParts) {
    this.#folder = parts.folder;
    this.#url = parts.url;
    this.#alertmanager = parts.alertmanager;
    this.#alertmanagerUrl = parts.alertmanagerUrl;
    this.#opened = parts.opened;
  }

  /** Starts both; nobody is asked yet. */
  static async start(options: AlertingOptions): Promise<Alerting> {
    const { folder } = options;
    const [prometheusPort, alertmanagerPort] = await freePorts(2) as [number, number];
    await writeAlertmanager(options);
    await writePrometheus(options, alertmanagerPort);
    await using opened = new AsyncDisposableStack();
    const alertmanagerUrl = `http://127.0.0.1:${alertmanagerPort}`;
    const alertmanager = opened.use(
      await ServerProcess.start({
        program: "prometheus-alertmanager",
        args: [
          `--config.file=${folder}/alertmanager.json`,
          `--storage.path=${folder}/alertmanager`,
          `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
          "--cluster.listen-address=",
        ],
        readyUrl: `${alertmanagerUrl}/-/ready`,
      }),
    );
    opened.use(
      await ServerProcess.start({
        program: "prometheus",
        args: [
          `--config.file=${folder}/prometheus.json`,
          `--storage.tsdb.path=${folder}/prometheus`,
          `--web.listen-address=127.0.0.1:${prometheusPort}`,
          // an alert is sent again before Alertmanager would forget it, whatever the pace
          `--rules.alert.resend-delay=${scaledTime("1m", options.faster)}`,
        ],
        readyUrl: `http://127.0.0.1:${prometheusPort}/-/ready`,
      }),
    );
    const url = `http://127.0.0.1:${prometheusPort}`;
    return new Alerting({ folder, url, alertmanager, alertmanagerUrl, opened: opened.move() });
  }

  /** Lets Prometheus ask these, and nobody else. */
  async ask(targets: readonly Target[]): Promise<void> {
    const groups = targets.map(({ address, job, service }) => ({
      targets: [address],
      labels: { job, ...(service !== undefined && { compose_service: service }) },
    }));
    // the file is replaced at once: half a file would be no target
    await Deno.writeTextFile(`${this.#folder}/targets.new`, JSON.stringify(groups));
    await Deno.rename(`${this.#folder}/targets.new`, `${this.#folder}/targets.json`);
  }

  /** Every alert that Prometheus judges to be there. */
  async alerts(): Promise<readonly JudgedAlert[]> {
    const { alerts } = await this.#get("/api/v1/alerts") as { alerts: JudgedAlert[] };
    return alerts;
  }

  /** Names of alerts that Alertmanager holds back because of others. */
  async heldBack(): Promise<string[]> {
    const response = await fetch(`${this.#alertmanagerUrl}/api/v2/alerts`);
    const alerts = await response.json() as {
      labels: { alertname: string };
      status: { inhibitedBy: string[] };
    }[];
    return alerts.filter(({ status }) => status.inhibitedBy.length > 0)
      .map(({ labels }) => labels.alertname);
  }

  /** Ends Alertmanager: nothing gets through any more. */
  async stopAlertmanager(): Promise<void> {
    await this.#alertmanager[Symbol.asyncDispose]();
  }

  /** Every rule whose last judgement failed, with the reason. */
  async ruleErrors(): Promise<string[]> {
    const { groups } = await this.#get("/api/v1/rules") as {
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    };
    return groups.flatMap(({ rules }) => rules).filter(({ health }) => health === "err")
      .map(({ name, lastError }) => `${name}: ${lastError}`);
  }

  /** Asks a question of PromQL; an invalid one is refused. */
  async query(expression: string): Promise<readonly unknown[]> {
    const query = `/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { result } = await this.#get(query) as { result: unknown[] };
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(this.#url + path);
    const { status, data, error } = await response.json();
    if (status !== "success") throw new Error(`${path}: ${error}`);
    return data;
  }
}

interface AlertingParts {
  readonly folder: string;
  readonly url: string;
  readonly alertmanager: ServerProcess;
  readonly alertmanagerUrl: string;
  readonly opened: AsyncDisposableStack;
}

async function writeAlertmanager(options: AlertingOptions): Promise<void> {
  const { folder, faster, webhookUrl: url, token } = options;
  const tokenFile = `${folder}/token`;
  await Deno.writeTextFile(tokenFile, token);
  const text = await readProjectFile("deploy/alertmanager/alertmanager.yml");
  const scaled = scaledAlertmanager(text, faster, { url, tokenFile });
  await Deno.writeTextFile(`${folder}/alertmanager.json`, scaled);
}

async function writePrometheus(
  { folder, faster }: AlertingOptions,
  alertmanagerPort: number,
): Promise<void> {
  const rules = await readProjectFile("deploy/prometheus/alerts.yml");
  await Deno.writeTextFile(`${folder}/rules.json`, scaledRules(rules, faster));
  await Deno.writeTextFile(`${folder}/targets.json`, "[]");
  const { global } = parse(await readProjectFile("deploy/prometheus/prometheus.yml")) as {
    global: { scrape_interval: string; evaluation_interval: string };
  };
  const config = {
    global: {
      scrape_interval: scaledTime(global.scrape_interval, faster),
      scrape_timeout: scaledTime(global.scrape_interval, faster),
      evaluation_interval: scaledTime(global.evaluation_interval, faster),
    },
    rule_files: [`${folder}/rules.json`],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }],
    },
    scrape_configs: [{
      job_name: "stage",
      file_sd_configs: [{ files: [`${folder}/targets.json`], refresh_interval: "1s" }],
    }],
  };
  await Deno.writeTextFile(`${folder}/prometheus.json`, JSON.stringify(config));
}
