import { systemClock } from "../core/mod.ts";
import type { CompatibilityLevel } from "./compatibility.ts";
import {
  bodyOf,
  type CompatibilityAnswer,
  type RegisteredSchema,
  type RegistrySchema,
  type VersionNumber,
} from "./registry_schema.ts";
import { RegistryHttp, type RegistryHttpOptions } from "./registry_http.ts";
import { RememberedSchemas } from "./remembered_schemas.ts";

/** How a registry is asked and what is remembered of its answers. */
export interface RegistryClientOptions extends RegistryHttpOptions {
  /** Most schemas that are remembered. @default {1000} */
  readonly cacheSize?: number;
  /** How long the latest version and an unknown id are believed, in milliseconds. @default {30000} */
  readonly latestTtlMs?: number;
}

/**
 * A client of a schema registry with Confluent's REST API. What an id stands for never changes and is
 * remembered; everything else is asked again. Where the registry can't be asked, a
 * {@linkcode RegistryError} with `outage` says so.
 *
 * @example
 * ```ts
 * import { RegistryClient } from "./registry_client.ts";
 *
 * const registry = new RegistryClient({ url: "http://localhost:8081" });
 * console.log(registry.url); // http://localhost:8081
 * ```
 */
export class RegistryClient {
  readonly #http: RegistryHttp;
  readonly #remembered: RememberedSchemas;

  /**
   * Asks nothing yet.
   *
   * @throws {ConfigError} for a URL or login that can't be one
   */
  constructor(options: RegistryClientOptions = {}) {
    const { cacheSize = 1000, latestTtlMs = 30_000, clock = systemClock } = options;
    this.#http = new RegistryHttp(options);
    this.#remembered = new RememberedSchemas({ cacheSize, latestTtlMs, clock });
  }

  /** The address that is asked now; of several it may change. */
  get url(): string {
    return this.#http.url;
  }

  /** The names of all subjects; asking for them is how its health is checked too. */
  async subjects(options: { readonly deleted?: boolean } = {}): Promise<readonly string[]> {
    return await this.#get(["subjects"], "list the subjects", options) as string[];
  }

  /** The numbers of a subject's versions. */
  async versions(
    subject: string,
    options: { readonly deleted?: boolean } = {},
  ): Promise<readonly number[]> {
    const what = `list the versions of ${subject}`;
    return await this.#get(["subjects", subject, "versions"], what, options) as number[];
  }

  /**
   * Makes a schema the next version of a subject, unless it is one already, and gives its id.
   *
   * @throws {RegistryError} with `httpStatus` 409 when the subject's level does not permit it
   */
  register(subject: string, schema: RegistrySchema): Promise<number> {
    const ask = async () => {
      const answer = await this.#http.send({
        method: "POST",
        path: ["subjects", subject, "versions"],
        body: bodyOf(schema),
        // The same schema again is the same id: it may be repeated.
        reads: true,
        what: `register a schema under ${subject}`,
      });
      return (answer as { readonly id: number }).id;
    };
    const key = JSON.stringify([subject, bodyOf(schema)]);
    return this.#remembered.id(subject, schema, { key, ask });
  }

  /**
   * The version that a schema is of a subject.
   *
   * @throws {RegistryError} with `errorCode` 40401 or 40403 when it is none
   */
  async lookUp(
    subject: string,
    schema: RegistrySchema,
    options: { readonly deleted?: boolean } = {},
  ): Promise<RegisteredSchema> {
    return await this.#http.send({
      method: "POST",
      path: ["subjects", subject],
      query: options,
      body: bodyOf(schema),
      reads: true,
      what: `look up a schema under ${subject}`,
    }) as RegisteredSchema;
  }

  /**
   * The schema of an id. It is remembered for good, that an id is unknown only for a while.
   *
   * @throws {RegistryError} with `errorCode` 40403 when there is none
   */
  async schemaById(id: number): Promise<RegistrySchema> {
    const ask = () => this.#get(["schemas", "ids", id], `read schema ${id}`);
    return await this.#remembered.schema(id, ask as () => Promise<RegistrySchema>);
  }

  /** A subject's newest version; it is believed for `latestTtlMs`. */
  async latest(subject: string): Promise<RegisteredSchema> {
    return await this.#remembered.latest(subject, () => this.version(subject, "latest"));
  }

  /**
   * A version of a subject, asked anew.
   *
   * @throws {RegistryError} with `errorCode` 40401 or 40402 when there is none
   */
  async version(
    subject: string,
    version: VersionNumber,
    options: { readonly deleted?: boolean } = {},
  ): Promise<RegisteredSchema> {
    const path = ["subjects", subject, "versions", version];
    return await this.#get(
      path,
      `read version ${version} of ${subject}`,
      options,
    ) as RegisteredSchema;
  }

  /**
   * Whether a schema may become the next version of a subject, by the subject's level, judged
   * against one version, or against all that the level asks for.
   */
  async testCompatibility(
    subject: string,
    schema: RegistrySchema,
    version?: VersionNumber,
  ): Promise<CompatibilityAnswer> {
    const answer = await this.#http.send({
      method: "POST",
      path: [
        ...["compatibility", "subjects", subject, "versions"],
        ...(version === undefined ? [] : [version]),
      ],
      query: { verbose: true },
      body: bodyOf(schema),
      reads: true,
      what: `test a schema against ${subject}`,
    }) as { readonly is_compatible: boolean; readonly messages?: readonly string[] };
    return { compatible: answer.is_compatible, messages: answer.messages ?? [] };
  }

  /** The level of compatibility of a subject (the global one, where it has none), or the global one. */
  async level(subject?: string): Promise<CompatibilityLevel> {
    const what = `read the level of ${subject ?? "the registry"}`;
    const answer = await this.#get(pathOf("config", subject), what, {
      defaultToGlobal: subject === undefined ? undefined : true,
    });
    return (answer as { readonly compatibilityLevel: CompatibilityLevel }).compatibilityLevel;
  }

  /** Sets the level of a subject, or the global one. */
  async setLevel(level: CompatibilityLevel, subject?: string): Promise<void> {
    await this.#change("PUT", pathOf("config", subject), {
      body: { compatibility: level },
      what: `set the level of ${subject ?? "the registry"} to ${level}`,
    });
  }

  /** Lets a subject follow the global level again. */
  async unsetLevel(subject: string): Promise<void> {
    await this.#change("DELETE", ["config", subject], { what: `unset the level of ${subject}` });
  }

  /** Whether a subject, or the registry, may be written: `READWRITE`, `READONLY`, `IMPORT`. */
  async mode(subject?: string): Promise<string> {
    const what = `read the mode of ${subject ?? "the registry"}`;
    const answer = await this.#get(pathOf("mode", subject), what, {
      defaultToGlobal: subject === undefined ? undefined : true,
    });
    return (answer as { readonly mode: string }).mode;
  }

  /** Sets the mode of a subject, or of the registry. */
  async setMode(mode: string, subject?: string): Promise<void> {
    await this.#change("PUT", pathOf("mode", subject), {
      body: { mode },
      what: `set the mode of ${subject ?? "the registry"} to ${mode}`,
    });
  }

  /**
   * Deletes a subject and gives the numbers of its versions. Its schemas can still be read by id,
   * unless it is deleted once more, `permanent`.
   */
  async deleteSubject(
    subject: string,
    options: { readonly permanent?: boolean } = {},
  ): Promise<readonly number[]> {
    const what = `delete ${subject}`;
    const answer = await this.#change("DELETE", ["subjects", subject], { query: options, what });
    return answer as number[];
  }

  /** Deletes one version of a subject, {@linkcode deleteSubject} tells how far. */
  async deleteVersion(
    subject: string,
    version: VersionNumber,
    options: { readonly permanent?: boolean } = {},
  ): Promise<number> {
    const path = ["subjects", subject, "versions", version];
    const what = `delete version ${version} of ${subject}`;
    return await this.#change("DELETE", path, { query: options, what }) as number;
  }

  /** The texts of the schemas that a schema uses, those first that others use. */
  async referenced(schema: RegistrySchema): Promise<readonly string[]> {
    const seen = new Set<string>();
    const texts: string[] = [];
    const add = async ({ references = [] }: RegistrySchema): Promise<void> => {
      for (const { subject, version } of references) {
        const key = JSON.stringify([subject, version]);
        if (seen.has(key)) continue;
        seen.add(key);
        const used = await this.version(subject, version, { deleted: true });
        await add(used);
        texts.push(used.schema);
      }
    };
    await add(schema);
    return texts;
  }

  #get(
    path: readonly (string | number)[],
    what: string,
    query: Readonly<Record<string, boolean | undefined>> = {},
  ): Promise<unknown> {
    return this.#http.send({ method: "GET", path, query, reads: true, what });
  }

  async #change(
    method: "PUT" | "DELETE",
    path: readonly (string | number)[],
    request: {
      readonly what: string;
      readonly body?: unknown;
      readonly query?: Readonly<Record<string, boolean | undefined>>;
    },
  ): Promise<unknown> {
    const answer = await this.#http.send({ method, path, reads: false, ...request });
    this.#remembered.forgetVersions();
    return answer;
  }
}

function pathOf(what: "config" | "mode", subject: string | undefined): readonly string[] {
  return subject === undefined ? [what] : [what, subject];
}
