import { loadConfig } from "../../config/mod.ts";
import { type LogFields, type Logger, nullLogger } from "../../core/mod.ts";
import { openDashboard } from "./open_dashboard.ts";

/** Which cluster a dashboard is to show. */
export interface DashboardOnOptions {
  /** Where brokers listen: `localhost:9092`. */
  readonly servers: string;
  /** Whether the pages may change things. @default {false} */
  readonly write?: boolean;
  /** Where the schema registry listens. @default {"http://localhost:8081"} */
  readonly registryUrl?: string;
  /** Whether a proxy stands before the cluster. @default {false} */
  readonly proxy?: boolean;
  /** Whether results of learners are taken, on 127.0.0.1; under a token of an earlier start. */
  readonly classroom?: { readonly token?: string };
  /** Hears each line of the log. @default {nobody} */
  readonly onLine?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A dashboard that is open until disposed. */
export interface DashboardOn extends AsyncDisposable {
  /** Its address for a browser. */
  readonly url: string;
  /** Its port on 127.0.0.1. */
  readonly port: number;
  /** What clients take as bootstrap servers to be seen on the wire, where there is a proxy. */
  readonly proxyAddress: string | undefined;
  /** Where learners report to, where results are taken. */
  readonly reportUrl: string | undefined;
}

const REPORTS_AT = { hostname: "127.0.0.1", port: 0, explicitPort: false };

/**
 * Opens on a free port what `deno task dashboard` opens, whatever the environment says.
 *
 * @throws {WorkshopError} code `NO_BROKER` when nothing answers at `servers`
 */
export async function dashboardOn(options: DashboardOnOptions): Promise<DashboardOn> {
  const { servers, write = false, registryUrl, proxy = false, classroom, onLine } = options;
  const variables: Readonly<Record<string, string | undefined>> = {
    KAFKA_BOOTSTRAP_SERVERS: servers,
    SCHEMA_REGISTRY_URL: registryUrl,
  };
  const opened = await openDashboard({
    config: loadConfig({ env: (name) => variables[name] }),
    port: 0,
    explicitPort: true,
    write,
    logger: onLine === undefined ? nullLogger : lineLogger(onLine),
    proxy: proxy ? { port: 0 } : undefined,
    classroom: classroom === undefined ? undefined : { address: REPORTS_AT, ...classroom },
  });
  const { dashboard: { url, port }, proxyAddress } = opened;
  const [reportUrl] = opened.classroom?.urls ?? [];
  return {
    url,
    port,
    proxyAddress,
    reportUrl,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function lineLogger(onLine: NonNullable<DashboardOnOptions["onLine"]>): Logger {
  const of = (more: LogFields): Logger => ({
    log: (level, message, fields) => onLine(message, { level, ...more, ...fields }),
    child: (fields) => of({ ...more, ...fields }),
  });
  return of({});
}
