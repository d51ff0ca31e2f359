import { WorkshopError } from "../core/mod.ts";

/** How serious a log record is, from the least to the most. */
export const LOG_SEVERITIES = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

/** How serious a log record is. */
export type LogSeverity = (typeof LOG_SEVERITIES)[number];

/** What routing and alerting need to know of an application's log record. */
export interface ServiceLog {
  /** When it was written, in milliseconds since 1970. */
  readonly timeMs: number;
  /** How serious it is. */
  readonly level: LogSeverity;
  /** Which service wrote it. */
  readonly service: string;
  /** What it says. */
  readonly message: string;
}

/** Where records go that fulfil all that is named; what is not named is not asked. */
export interface LogRoute {
  /** Where they go: the name of a sink. */
  readonly sink: string;
  /** These levels. */
  readonly levels?: readonly LogSeverity[];
  /** This level and what is more serious. */
  readonly minLevel?: LogSeverity;
  /** These services. */
  readonly services?: readonly string[];
  /** What the message must match; a text is looked for as it stands. */
  readonly pattern?: RegExp | string;
}

/** How records are routed. */
export interface LogRouterOptions {
  /** The rules, asked in this order. */
  readonly routes: readonly LogRoute[];
  /** Whether the first rule that fits decides, or each that fits gets a copy. @default {"first"} */
  readonly match?: "first" | "all";
  /** Where records go that no rule fits; without it, nowhere. */
  readonly otherwise?: string;
}

/** Where the records went. */
export interface RoutingCounts {
  /** Records routed. */
  readonly records: number;
  /** Records that no rule fitted. */
  readonly unmatched: number;
  /** Records by sink, sinks without any too. */
  readonly bySink: Readonly<Record<string, number>>;
}

/**
 * Sends log records where ordered rules say.
 *
 * @example
 * ```ts
 * import { LogRouter } from "./log_routing.ts";
 *
 * const router = new LogRouter({
 *   routes: [
 *     { sink: "payments", services: ["payment-service"], minLevel: "WARN" },
 *     { sink: "errors", levels: ["ERROR", "FATAL"] },
 *   ],
 *   otherwise: "archive",
 * });
 * const record = { timeMs: 0, level: "ERROR", service: "auth-service", message: "No token" } as const;
 * console.log(router.route(record)); // [ "errors" ]
 * ```
 */
export class LogRouter {
  readonly #options: LogRouterOptions;
  readonly #bySink: Map<string, number>;
  #records = 0;
  #unmatched = 0;

  /**
   * Has routed nothing yet.
   *
   * @throws {WorkshopError} code `ROUTE_INVALID` for a pattern that keeps a place (flag g or y)
   */
  constructor(options: LogRouterOptions) {
    const { routes, otherwise } = options;
    for (const { sink, pattern } of routes) {
      if (!(pattern instanceof RegExp && (pattern.global || pattern.sticky))) continue;
      throw new WorkshopError(
        `The pattern ${pattern} of sink ${sink} remembers where it matched: leave out flags g and y`,
        { code: "ROUTE_INVALID" },
      );
    }
    this.#options = options;
    const sinks = [
      ...routes.map(({ sink }) => sink),
      ...otherwise === undefined ? [] : [otherwise],
    ];
    this.#bySink = new Map(sinks.map((sink) => [sink, 0]));
  }

  /** Where the records went so far. */
  get counts(): RoutingCounts {
    return {
      records: this.#records,
      unmatched: this.#unmatched,
      bySink: Object.fromEntries(this.#bySink),
    };
  }

  /** The sinks of a record, each once, in the order of the rules. */
  route(record: ServiceLog): readonly string[] {
    const { routes, match = "first", otherwise } = this.#options;
    this.#records++;
    const sinks = new Set<string>();
    for (const route of routes) {
      if (match === "first" && sinks.size > 0) break;
      if (fits(route, record)) sinks.add(route.sink);
    }
    if (sinks.size === 0) {
      this.#unmatched++;
      if (otherwise !== undefined) sinks.add(otherwise);
    }
    for (const sink of sinks) this.#bySink.set(sink, this.#bySink.get(sink)! + 1);
    return [...sinks];
  }

  /** Goes on from earlier counts; sinks that no rule names any more are left out. */
  restore(counts: RoutingCounts): void {
    this.#records = counts.records;
    this.#unmatched = counts.unmatched;
    for (const sink of this.#bySink.keys()) this.#bySink.set(sink, counts.bySink[sink] ?? 0);
  }
}

/** Whether a level is at least as serious as another. */
export function atLeast(level: LogSeverity, least: LogSeverity): boolean {
  return LOG_SEVERITIES.indexOf(level) >= LOG_SEVERITIES.indexOf(least);
}

function fits(route: LogRoute, { level, service, message }: ServiceLog): boolean {
  const { levels, minLevel, services, pattern } = route;
  return (levels === undefined || levels.includes(level)) &&
    (minLevel === undefined || atLeast(level, minLevel)) &&
    (services === undefined || services.includes(service)) &&
    (pattern === undefined ||
      (typeof pattern === "string" ? message.includes(pattern) : pattern.test(message)));
}
