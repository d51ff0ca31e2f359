import type { Clock } from "../../core/mod.ts";
import { type ApiName, type KafkaErrorName, ProtocolError } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import { type SaslExchange, SaslFailure, type SaslStep } from "./sasl_exchange.ts";

const NOTHING = new Uint8Array(0);
/** `connection.failed.authentication.delay.ms`: makes guessing slow. */
const FAILURE_DELAY_MS = 100;

/** What logins need of the cluster. */
export interface LoginOptions {
  readonly clock: Clock;
  /** Names of the mechanisms that are offered. */
  readonly mechanisms: readonly string[];
  /** How long a login holds, in milliseconds; 0 for as long as the connection. */
  readonly maxReauthMs: number;
  /** Begins an exchange by one of them. */
  begin(mechanism: string): SaslExchange;
}

/**
 * - `new`: may ask for the versions, or agree on a mechanism
 * - `versions told`: must agree on a mechanism
 * - `tokens`: sends the mechanism's tokens, in SaslAuthenticate or (`raw tokens`) bare
 * - `done`: may send everything
 * - `failed`: gets this answer, and then the end
 */
type State = "new" | "versions told" | "tokens" | "raw tokens" | "done" | "failed";

/** What a client is answered to its tokens. */
export interface Authenticated {
  readonly error: KafkaErrorName | undefined;
  readonly message: string;
  readonly token: Uint8Array;
  readonly lifetimeMs: number;
}

/** Where one connection stands with proving who its user is. */
export class Login {
  readonly #options: LoginOptions;
  #state: State = "new";
  #mechanism = "";
  #exchange: SaslExchange | undefined;
  #user: string | undefined;
  #untilMs = Infinity;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** `User:name`, once it is proved. */
  get principal(): string | undefined {
    return this.#user === undefined ? undefined : `User:${this.#user}`;
  }

  /** Names of the mechanisms that are offered. */
  get mechanisms(): readonly string[] {
    return this.#options.mechanisms;
  }

  /** Whether the next frame is a bare token. */
  get takesRawTokens(): boolean {
    return this.#state === "raw tokens";
  }

  /** Whether the client may send everything. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** Whether the connection must end with the next answer. */
  get hasFailed(): boolean {
    return this.#state === "failed";
  }

  /**
   * Lets a request in, or not.
   *
   * @throws {ProtocolError} it may not come before the login, or the login has run out
   */
  admit(api: ApiName | undefined): void {
    const state = this.#state;
    if (state === "done") {
      if (this.#options.clock.monotonicMs() < this.#untilMs || api === "SaslHandshake") return;
      throw new ProtocolError("The login has run out: log in again", "BAD_VALUE");
    }
    if (state === "failed") throw new ProtocolError(`${api} after the login failed`, "BAD_VALUE");
    const allowed = (api === "ApiVersions" && (state === "new" || state === "tokens")) ||
      (api === "SaslHandshake" && state !== "raw tokens") ||
      (api === "SaslAuthenticate" && state === "tokens");
    if (!allowed) throw new ProtocolError(`${api} before the login is complete`, "BAD_VALUE");
    if (api !== "ApiVersions") return;
    this.#state = state === "new" ? "versions told" : "failed";
  }

  /** Whether the client wants to log in anew on its connection, and may. */
  get #canRenew(): boolean {
    return this.#state === "done" && this.#options.maxReauthMs > 0;
  }

  /** Agrees on a mechanism, or not. */
  handshake(mechanism: string, version: number): KafkaErrorName | undefined {
    if (this.#state === "done" && !this.#canRenew) return "ILLEGAL_SASL_STATE";
    if (this.#state === "tokens") return this.#fail("ILLEGAL_SASL_STATE");
    if (!this.#options.mechanisms.includes(mechanism)) {
      return this.#fail("UNSUPPORTED_SASL_MECHANISM");
    }
    this.#mechanism = mechanism;
    this.#exchange = this.#options.begin(mechanism);
    this.#state = version === 0 ? "raw tokens" : "tokens";
    return undefined;
  }

  #fail(error: KafkaErrorName): KafkaErrorName {
    this.#state = "failed";
    return error;
  }

  /** Takes a token that came in SaslAuthenticate. */
  authenticate(token: Uint8Array): Authenticated {
    const nothing = { token: NOTHING, lifetimeMs: 0 };
    if (this.#state === "done") {
      const message = "SaslAuthenticate request received after successful authentication";
      return { ...nothing, error: "ILLEGAL_SASL_STATE", message };
    }
    try {
      const step = this.#take(token);
      const lifetimeMs = step.user === undefined ? 0 : this.#options.maxReauthMs;
      return { error: undefined, message: "", token: step.token, lifetimeMs };
    } catch (error) {
      if (!(error instanceof SaslFailure)) throw error;
      const message = error.told ??
        `Authentication failed during ${this.#user === undefined ? "" : "re-"}authentication due ` +
          `to invalid credentials with SASL mechanism ${this.#mechanism}`;
      return { ...nothing, error: this.#fail("SASL_AUTHENTICATION_FAILED"), message };
    }
  }

  /**
   * Takes a bare token, and gives the bare answer.
   *
   * @throws {RequestError} code `SASL_AUTHENTICATION_FAILED`: there is no answer that says so
   */
  async rawToken(token: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { error, token: answer } = this.authenticate(token);
    if (error === undefined) return answer;
    await this.delayed(signal);
    throw new RequestError(error);
  }

  #take(token: Uint8Array): SaslStep {
    const step = this.#exchange!.take(token);
    if (step.user === undefined) return step;
    if (this.#user !== undefined && this.#user !== step.user) {
      throw new SaslFailure("A connection can't change its user");
    }
    this.#user = step.user;
    this.#state = "done";
    const { maxReauthMs, clock } = this.#options;
    if (maxReauthMs > 0) this.#untilMs = clock.monotonicMs() + maxReauthMs;
    return step;
  }

  /** Waits as long as an answer to a failed login is held back. */
  async delayed(signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(FAILURE_DELAY_MS, signal).catch(() => {});
  }
}
