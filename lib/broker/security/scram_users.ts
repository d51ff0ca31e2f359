import type { SavedEntries } from "./saved_entries.ts";
import type { ScramCredential, ScramMechanism } from "./scram_credential.ts";

const PREFIX = "scram ";

interface SavedCredential {
  readonly iterations: number;
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

/** The users that log in by SCRAM, with one credential a mechanism. */
export class ScramUsers {
  readonly #byUser = new Map<string, Map<ScramMechanism, ScramCredential>>();
  readonly #saved: SavedEntries;

  constructor(saved: SavedEntries) {
    this.#saved = saved;
    for (const [name, entry] of saved.entries(PREFIX)) {
      const at = name.indexOf(" ");
      this.#put(name.slice(at + 1), name.slice(0, at) as ScramMechanism, decode(entry));
    }
  }

  /** Names of all users. */
  get names(): string[] {
    return [...this.#byUser.keys()];
  }

  /** The credentials of a user by mechanism; none for a user that is not known. */
  of(user: string): ReadonlyMap<ScramMechanism, ScramCredential> {
    return this.#byUser.get(user) ?? new Map();
  }

  /** Adds or replaces a credential. */
  set(user: string, mechanism: ScramMechanism, credential: ScramCredential): void {
    this.#saved.save(`${PREFIX}${mechanism} ${user}`, encode(credential));
    this.#put(user, mechanism, credential);
  }

  /** Removes a credential; a user without any is forgotten. */
  remove(user: string, mechanism: ScramMechanism): void {
    this.#saved.save(`${PREFIX}${mechanism} ${user}`, null);
    const credentials = this.#byUser.get(user);
    credentials?.delete(mechanism);
    if (credentials?.size === 0) this.#byUser.delete(user);
  }

  #put(user: string, mechanism: ScramMechanism, credential: ScramCredential): void {
    const credentials = this.#byUser.get(user) ?? new Map();
    this.#byUser.set(user, credentials.set(mechanism, credential));
  }
}

function encode({ iterations, salt, storedKey, serverKey }: ScramCredential): SavedCredential {
  return {
    iterations,
    salt: salt.toBase64(),
    storedKey: storedKey.toBase64(),
    serverKey: serverKey.toBase64(),
  };
}

function decode(entry: unknown): ScramCredential {
  const { iterations, salt, storedKey, serverKey } = entry as SavedCredential;
  return {
    iterations,
    salt: Uint8Array.fromBase64(salt),
    storedKey: Uint8Array.fromBase64(storedKey),
    serverKey: Uint8Array.fromBase64(serverKey),
  };
}
