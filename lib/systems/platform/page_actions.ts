import { abortable } from "../../core/mod.ts";
import type { UserEvent } from "../../events/mod.ts";

/** What somebody did on a page of ours, without any content of it. */
export interface PageAction {
  /** What was done. */
  readonly kind: "click" | "page_view";
  /** The page's path, and for a click the control behind a `#`: `/topics#button`. */
  readonly page: string;
  /** One visit of one browser. */
  readonly session: string;
  /** When, in milliseconds since 1970. */
  readonly timeMs: number;
}

/** Everybody who looks at the dashboard is one user: it has no logins. */
const USER = "dashboard";
/** More than a person does while a cluster is away. */
const MAX_WAITING = 1000;

/**
 * What people do on pages, on its way to the topic of user events: handed in one by one, taken out by
 * one producer.
 *
 * @example
 * ```ts
 * import { PageActions } from "./page_actions.ts";
 *
 * const actions = new PageActions();
 * const session = crypto.randomUUID();
 * actions.offer({ kind: "page_view", page: "/topics", session, timeMs: Date.now() });
 * const event = await actions.next(AbortSignal.timeout(1000));
 * console.log(event.event, event.page); // page_view /topics
 * ```
 */
export class PageActions {
  readonly #waiting: UserEvent[] = [];
  #wake = () => {};

  /** Takes an action; `false` when so many wait that this one is dropped. */
  offer({ kind, page, session, timeMs }: PageAction): boolean {
    if (this.#waiting.length >= MAX_WAITING) return false;
    this.#waiting.push({
      user_id: USER,
      event: kind,
      event_id: crypto.randomUUID(),
      timestamp: new Date(timeMs).toISOString(),
      session_id: session,
      page,
    });
    this.#wake();
    return true;
  }

  /** The next event, when there is one; rejects when the signal aborts. */
  async next(signal: AbortSignal): Promise<UserEvent> {
    while (true) {
      const event = this.#waiting.shift();
      if (event !== undefined) return event;
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await abortable(promise, signal);
    }
  }
}
