/** How clients are let in: encrypted or not, with a login or without. */
export type SecurityProtocol = "SASL_SSL" | "SASL_PLAINTEXT" | "SSL";

/** A user and the password. */
export interface UserPassword {
  /** What rules call `User:name`. */
  readonly name: string;
  /** The secret. */
  readonly password: string;
}

/** How a cluster is secured. */
export interface SecurityOptions {
  /**
   * `SASL_SSL` encrypts and asks for a login, `SASL_PLAINTEXT` asks without encrypting, `SSL`
   * encrypts and asks nobody who they are: then there are no access rules either.
   *
   * @default {"SASL_SSL"}
   */
  readonly protocol?: SecurityProtocol;
  /** Who may do everything, by the mechanism PLAIN. @default {admin, with a password made up at each start} */
  readonly superUser?: UserPassword;
  /** More users by the mechanism PLAIN; they may do what rules allow them. @default {[]} */
  readonly users?: readonly UserPassword[];
  /**
   * How long a login holds (`connections.max.reauth.ms`), in milliseconds; 0 for as long as the
   * connection.
   *
   * @default {0}
   */
  readonly maxReauthMs?: number;
}

/** What clients of a secured cluster need to know. */
export interface RunningSecurity {
  /** How clients are let in. */
  readonly protocol: SecurityProtocol;
  /** The authority that signed the server's certificate, as PEM; empty without encryption. */
  readonly ca: string;
  /** Who may do everything, by the mechanism PLAIN. */
  readonly superUser: UserPassword;
}
