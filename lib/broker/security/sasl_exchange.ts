/** One login by one mechanism: the client's tokens in, the server's out. */
export interface SaslExchange {
  /**
   * Takes the client's next token.
   *
   * @throws {SaslFailure} the login has failed
   */
  take(token: Uint8Array): SaslStep;
}

/** What the server says to a token; with a user the login is complete. */
export interface SaslStep {
  readonly token: Uint8Array;
  readonly user?: string;
}

/**
 * A login that failed. Only what `told` says goes to the client: anything else could help somebody
 * who guesses.
 */
export class SaslFailure extends Error {
  readonly told: string | undefined;

  constructor(message: string, options: { readonly told?: boolean } = {}) {
    super(message);
    this.name = "SaslFailure";
    this.told = options.told ? message : undefined;
  }
}
