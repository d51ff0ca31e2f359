import { aborted } from "./aborted.ts";

/** A client that is frozen: no byte of any of its connections passes, either way. */
export interface FrozenClient {
  /** What the client calls itself. */
  readonly clientId: string;
  /** How many frames of it have been held back. */
  readonly held: number;
  /** Lets it go: what was held back passes on, late. */
  release(): void;
}

class Frozen implements FrozenClient {
  readonly clientId: string;
  readonly released: Promise<void>;
  readonly release: () => void;
  held = 0;

  constructor(clientId: string, onRelease: () => void) {
    this.clientId = clientId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.released = promise;
    this.release = () => {
      onRelease();
      resolve();
    };
  }
}

/** The clients of a proxy that are frozen now. */
export class FrozenClients {
  readonly #frozen = new Map<string, Frozen>();

  /** Freezes a client, if it is not frozen yet. */
  freeze(clientId: string): FrozenClient {
    return this.#frozen.getOrInsertComputed(
      clientId,
      () => new Frozen(clientId, () => this.#frozen.delete(clientId)),
    );
  }

  /** Those that have not been let go. */
  list(): readonly FrozenClient[] {
    return [...this.#frozen.values()];
  }

  /** Whether the client is frozen. */
  has(clientId: string | null): boolean {
    return clientId !== null && this.#frozen.has(clientId);
  }

  /** Resolves once the client is not, or no longer, frozen, or the signal aborts. */
  async wait(clientId: string | null, signal: AbortSignal): Promise<void> {
    while (clientId !== null && !signal.aborted) {
      const frozen = this.#frozen.get(clientId);
      if (frozen === undefined) return;
      await Promise.race([frozen.released, aborted(signal)]);
    }
  }

  /** As {@link FrozenClients.wait}, for a frame that is ready to pass. */
  hold(clientId: string | null, signal: AbortSignal): Promise<void> | undefined {
    const frozen = clientId === null ? undefined : this.#frozen.get(clientId);
    if (frozen === undefined) return undefined;
    frozen.held++;
    return this.wait(clientId, signal);
  }

  /** Lets all go. */
  clear(): void {
    for (const frozen of this.#frozen.values()) frozen.release();
  }
}
