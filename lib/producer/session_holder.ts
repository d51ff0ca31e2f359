import { WorkshopError } from "../core/mod.ts";
import type { ProducerIdentity, ProducerSession } from "../kafka/mod.ts";

/** A session that somebody is using. */
export interface SessionLease {
  /** The session. */
  readonly session: ProducerSession;
  /** It is not used any more. */
  release(): void;
}

interface Held {
  readonly session: ProducerSession;
  users: number;
  closed: boolean;
}

/**
 * Holds the one session that is used, and replaces it when it has become unusable. The old one is
 * closed when its last request has its answer: closing it earlier would make outcomes uncertain.
 */
export class SessionHolder {
  readonly #open: (identity: ProducerIdentity | undefined) => Promise<ProducerSession>;
  readonly #closing = new Set<Promise<void>>();
  #current: Promise<Held> | undefined;
  /** As whom the next session fences what the last one has under way. */
  #successor: ProducerIdentity | undefined;
  #closed = false;

  /** `open` is told the identity that the session takes over, if it is to take one over. */
  constructor(open: (identity: ProducerIdentity | undefined) => Promise<ProducerSession>) {
    this.#open = open;
  }

  /** A usable session, opened if need be. */
  async lease(): Promise<SessionLease> {
    while (true) {
      if (this.#closed) {
        throw new WorkshopError("The producer is closed", { code: "PRODUCER_CLOSED" });
      }
      const opening = this.#current ??= this.#opened();
      const held = await opening;
      if (held.session.usable) return this.#lent(held);
      if (this.#current === opening) this.#retire(held);
    }
  }

  async #opened(): Promise<Held> {
    try {
      const session = await this.#open(this.#successor);
      this.#successor = undefined;
      return { session, users: 0, closed: false };
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  #lent(held: Held): SessionLease {
    held.users++;
    let released = false;
    return {
      session: held.session,
      release: () => {
        if (released) return;
        released = true;
        held.users--;
        if (held.users === 0 && !held.session.usable) this.#close(held);
      },
    };
  }

  #retire(held: Held): void {
    this.#current = undefined;
    this.#successor = held.session.successor;
    if (held.users === 0) this.#close(held);
  }

  #close(held: Held): void {
    if (held.closed) return;
    held.closed = true;
    const closing = Promise.resolve(held.session[Symbol.asyncDispose]()).catch(() => {}).finally(
      () => {
        this.#closing.delete(closing);
      },
    );
    this.#closing.add(closing);
  }

  /** Closes the session, whoever is using it. */
  async close(): Promise<void> {
    this.#closed = true;
    const held = await this.#current?.catch(() => undefined);
    this.#current = undefined;
    if (held !== undefined) this.#close(held);
    await Promise.all(this.#closing);
  }
}
