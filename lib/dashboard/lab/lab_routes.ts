import { type Clock, systemClock } from "../../core/mod.ts";
import { type EventSender, streamEvents } from "../route_stream.ts";
import { json, type PageRoute, RequestError } from "../routing.ts";
import type { LabRunView, LabSource } from "./lab_source.ts";

/** How the page of the labs is kept up to date. */
export interface LabRoutesOptions {
  /** Time between two looks at the runs, in milliseconds. @default {250} */
  readonly lookEveryMs?: number;
  /** Time between two looks at the progress, in milliseconds. @default {2000} */
  readonly standingsEveryMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** What the page of the labs asks for. */
export function labRoutes(source: LabSource, options: LabRoutesOptions = {}): readonly PageRoute[] {
  return [
    {
      method: "GET",
      path: "/api/lab",
      access: "read",
      answer: async () => json({ labs: await source.standings(), runs: await source.list() }),
    },
    {
      method: "GET",
      path: "/api/lab/events",
      access: "read",
      answer: async (call) => {
        const wanted = call.query.get("run");
        if (wanted !== null && !(await source.list()).some(({ id }) => id === wanted)) {
          throw new RequestError(404, "There is no such run any more: the newest ten are kept");
        }
        return streamEvents(
          call,
          (sender, signal) => new Follower(source, sender, options).run(wanted, signal),
        );
      },
    },
  ];
}

/** Tells a page of the progress and of one run: of the one it wants, or always of the newest. */
class Follower {
  readonly #source: LabSource;
  readonly #sender: EventSender;
  readonly #clock: Clock;
  readonly #lookEveryMs: number;
  readonly #standingsEveryMs: number;
  readonly #told = new Map<string, string>();
  #followed: string | undefined;
  #next = 0;
  #standingsAtMs = -Infinity;

  constructor(source: LabSource, sender: EventSender, options: LabRoutesOptions) {
    this.#source = source;
    this.#sender = sender;
    this.#clock = options.clock ?? systemClock;
    this.#lookEveryMs = options.lookEveryMs ?? 250;
    this.#standingsEveryMs = options.standingsEveryMs ?? 2000;
  }

  async run(wanted: string | null, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#tellStandings();
      const runs = await this.#source.list();
      this.#tellChanged("runs", runs);
      const run = wanted === null ? runs[0] : runs.find(({ id }) => id === wanted);
      if (run !== undefined) await this.#tellRun(run);
      await this.#clock.sleep(this.#lookEveryMs, signal).catch(() => {});
    }
  }

  async #tellStandings(): Promise<void> {
    if (this.#clock.monotonicMs() - this.#standingsAtMs < this.#standingsEveryMs) return;
    this.#standingsAtMs = this.#clock.monotonicMs();
    this.#tellChanged("labs", await this.#source.standings());
  }

  #tellChanged(event: "labs" | "runs", data: unknown): void {
    const text = JSON.stringify(data);
    if (this.#told.get(event) === text) return;
    if (this.#sender.send({ event, data })) this.#told.set(event, text);
  }

  /** What finds no room is read from the file again: a slow page misses nothing of a run. */
  async #tellRun(run: LabRunView): Promise<void> {
    if (this.#followed !== run.id) {
      if (!this.#sender.send({ event: "run", data: { id: run.id } })) return;
      this.#followed = run.id;
      this.#next = 0;
    }
    const part = await this.#source.read(run.id, this.#next);
    if (part === undefined || part.next === this.#next) return;
    const { events, next } = part;
    if (this.#sender.send({ event: "told", data: events })) this.#next = next;
  }
}
