import type { Clock } from "../../core/mod.ts";
import { Authorizer } from "./authorizer.ts";
import { certificatesOf } from "./kept_certificates.ts";
import { Login } from "./login.ts";
import type {
  RunningSecurity,
  SecurityOptions,
  SecurityProtocol,
  UserPassword,
} from "./options.ts";
import { PlainExchange } from "./plain_exchange.ts";
import { Rules } from "./rules.ts";
import type { SaslExchange } from "./sasl_exchange.ts";
import type { SavedEntries } from "./saved_entries.ts";
import { ScramExchange } from "./scram_exchange.ts";
import type { ScramMechanism } from "./scram_credential.ts";
import type { ScramUsers } from "./scram_users.ts";
import type { Certificates } from "./x509.ts";

const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
const PASSWORD_BYTES = 18;
/** `sasl.server.max.receive.size`. */
const MAX_LOGIN_BYTES = 524_288;

/** How a broker listens. */
export interface ListenerSecurity {
  /** Key and certificate, where connections are encrypted. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The largest frame before the login, where there is one. */
  readonly maxLoginBytes?: number;
}

/** The security of one cluster: certificates, users, rules. */
export class ClusterSecurity {
  readonly #protocol: SecurityProtocol;
  readonly #superUser: UserPassword;
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #maxReauthMs: number;
  readonly #certificates: Certificates | undefined;
  readonly #users: ScramUsers;
  readonly #rules: Rules;
  readonly #authorizer: Authorizer | undefined;

  private constructor(
    options: SecurityOptions,
    certificates: Certificates | undefined,
    { saved, users: scramUsers }: { saved: SavedEntries; users: ScramUsers },
  ) {
    const { protocol = "SASL_SSL", users = [], maxReauthMs = 0 } = options;
    this.#protocol = protocol;
    this.#superUser = options.superUser ?? { name: "admin", password: madeUpPassword() };
    this.#passwords = new Map(
      [...users, this.#superUser].map(({ name, password }) => [name, password]),
    );
    this.#maxReauthMs = maxReauthMs;
    this.#certificates = certificates;
    this.#users = scramUsers;
    this.#rules = new Rules(saved);
    this.#authorizer = protocol === "SSL" ? undefined : new Authorizer({
      superUsers: [`User:${this.#superUser.name}`],
      rules: () => this.#rules,
    });
  }

  /** Makes or loads certificates; what the metadata log keeps is taken once that is open. */
  static async prepare(
    options: SecurityOptions,
    dataDir: string | undefined,
  ): Promise<(saved: SavedEntries, users: ScramUsers) => ClusterSecurity> {
    const certificates = options.protocol === "SASL_PLAINTEXT"
      ? undefined
      : await certificatesOf(dataDir);
    return (saved, users) => new ClusterSecurity(options, certificates, { saved, users });
  }

  /** Decides what clients may do; none where nobody is asked who they are. */
  get authorizer(): Authorizer | undefined {
    return this.#authorizer;
  }

  get rules(): Rules {
    return this.#rules;
  }

  /** The name of the listeners' protocol. */
  get protocol(): SecurityProtocol {
    return this.#protocol;
  }

  get listener(): ListenerSecurity {
    const made = this.#certificates;
    return {
      ...(made === undefined
        ? {}
        : { tls: { key: made.serverKey, cert: made.serverCert + made.ca } }),
      ...(this.#protocol === "SSL" ? {} : { maxLoginBytes: MAX_LOGIN_BYTES }),
    };
  }

  /** What clients need to know. */
  get running(): RunningSecurity {
    const ca = this.#certificates?.ca ?? "";
    return { protocol: this.#protocol, ca, superUser: this.#superUser };
  }

  /** Begins the login of a connection; none where nobody is asked. */
  login(clock: Clock): Login | undefined {
    if (this.#protocol === "SSL") return undefined;
    return new Login({
      clock,
      mechanisms: MECHANISMS,
      maxReauthMs: this.#maxReauthMs,
      begin: (mechanism) => this.#begin(mechanism),
    });
  }

  #begin(mechanism: string): SaslExchange {
    if (mechanism === "PLAIN") return new PlainExchange((user) => this.#passwords.get(user));
    const name = mechanism as ScramMechanism;
    return new ScramExchange(name, (user) => this.#users.of(user).get(name));
  }
}

function madeUpPassword(): string {
  return crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)).toBase64({ alphabet: "base64url" });
}
