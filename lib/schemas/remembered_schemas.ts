import type { Clock } from "../core/mod.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { REGISTRY_CODES, RegistryError } from "./registry_error.ts";
import type { RegisteredSchema, RegistrySchema } from "./registry_schema.ts";

/** How much is remembered, and how long what may change is believed. */
export interface RememberedOptions {
  /** Most schemas that are remembered. */
  readonly cacheSize: number;
  /** How long the latest version and an unknown id are believed, in milliseconds. */
  readonly latestTtlMs: number;
  readonly clock: Clock;
}

/** What is known of an id. */
type SchemaOfId =
  | { readonly schema: RegistrySchema; readonly unknown?: never }
  | { readonly schema?: never; readonly unknown: RegistryError; readonly atMs: number };

/** What a registry has answered: what an id stands for never changes, everything else may. */
export class RememberedSchemas {
  readonly #options: RememberedOptions;
  readonly #byId: BoundedCache<SchemaOfId>;
  readonly #ids: BoundedCache<number>;
  readonly #latest: BoundedCache<{ readonly atMs: number; readonly schema: RegisteredSchema }>;

  constructor(options: RememberedOptions) {
    this.#options = options;
    this.#byId = new BoundedCache(options.cacheSize);
    this.#ids = new BoundedCache(options.cacheSize);
    this.#latest = new BoundedCache(options.cacheSize);
  }

  /** The id of what is registered, which is asked for once. */
  id(
    subject: string,
    schema: RegistrySchema,
    { key, ask }: { readonly key: string; readonly ask: () => Promise<number> },
  ): Promise<number> {
    return this.#ids.get(key, async () => {
      const id = await ask();
      this.#latest.delete(subject);
      this.#byId.set(String(id), { schema });
      return id;
    });
  }

  /** The schema of an id; that it is unknown is remembered for a while only. */
  async schema(id: number, ask: () => Promise<RegistrySchema>): Promise<RegistrySchema> {
    let asked = false;
    const known = await this.#byId.get(String(id), () => {
      asked = true;
      return this.#answerOf(ask);
    });
    if (known.schema !== undefined) return known.schema;
    if (asked || this.#isFresh(known.atMs)) throw known.unknown;
    this.#byId.delete(String(id));
    return this.schema(id, ask);
  }

  /** A subject's newest version, as young as it must be. */
  async latest(subject: string, ask: () => Promise<RegisteredSchema>): Promise<RegisteredSchema> {
    let asked = false;
    const known = await this.#latest.get(subject, async () => {
      asked = true;
      return { schema: await ask(), atMs: this.#options.clock.monotonicMs() };
    });
    if (asked || this.#isFresh(known.atMs)) return known.schema;
    this.#latest.delete(subject);
    return this.latest(subject, ask);
  }

  /** What was deleted is registered anew under another version. */
  forgetVersions(): void {
    this.#ids.clear();
    this.#latest.clear();
  }

  async #answerOf(ask: () => Promise<RegistrySchema>): Promise<SchemaOfId> {
    try {
      return { schema: await ask() };
    } catch (error) {
      const isUnknown = error instanceof RegistryError &&
        error.errorCode === REGISTRY_CODES.schemaNotFound;
      if (isUnknown) return { unknown: error, atMs: this.#options.clock.monotonicMs() };
      throw error;
    }
  }

  #isFresh(atMs: number): boolean {
    return this.#options.clock.monotonicMs() - atMs < this.#options.latestTtlMs;
  }
}
