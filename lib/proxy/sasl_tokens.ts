import type { RequestBody } from "../protocol/mod.ts";

/** How many tokens a client sends, by mechanism; each is answered by one. */
const TOKENS: Readonly<Record<string, number>> = {
  "PLAIN": 1,
  "SCRAM-SHA-256": 2,
  "SCRAM-SHA-512": 2,
  "OAUTHBEARER": 1,
};

/**
 * The login after SaslHandshake v0: its tokens are frames of bytes alone, without the header of a
 * request. After a mechanism whose tokens can't be counted, a connection is passed on unread.
 */
export class SaslTokens {
  #fromClient = 0;
  #fromBroker = 0;

  /** Notes that the broker has agreed to a handshake of version 0. */
  begin(handshake: RequestBody<"SaslHandshake">): void {
    this.#fromClient = this.#fromBroker = TOKENS[handshake.mechanism] ?? Infinity;
  }

  /** Whether the client's next frame is a token; it is counted as passed. */
  takeFromClient(): boolean {
    return this.#fromClient > 0 && this.#fromClient-- > 0;
  }

  /** Whether the broker's next frame is a token; it is counted as passed. */
  takeFromBroker(): boolean {
    return this.#fromBroker > 0 && this.#fromBroker-- > 0;
  }
}
