import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { ConfigError, messageOf } from "../core/mod.ts";

/** The folder of schemas that comes with this library; reading it needs `--allow-read=schemas`. */
export const SCHEMA_FOLDER = new URL("../../schemas/", import.meta.url);

/** A compiled schema: says whether a value fits, and keeps what was wrong with the last one. */
export interface Validator {
  (value: unknown): boolean;
  /** What was wrong with the last value, `null` or absent when it fitted. */
  errors?: readonly ValidationProblem[] | null;
}

/** A rule that a value breaks. */
export interface ValidationProblem {
  /** The rule's keyword. */
  readonly keyword: string;
  /** JSON pointer to the place. */
  readonly instancePath: string;
  /** The rule in words. */
  readonly message?: string;
  /** What the rule allows. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A folder of JSON schemas, each compiled once, when it is first asked for. */
export class SchemaFolder {
  readonly #folder: URL;
  readonly #ajv = newAjv();
  readonly #documents = new Map<string, unknown>();

  /** Reads nothing yet. */
  constructor(folder: URL = SCHEMA_FOLDER) {
    this.#folder = folder;
  }

  /**
   * The parsed JSON of a file.
   *
   * @throws {ConfigError} when it can't be read or is no JSON
   */
  read(file: string): unknown {
    if (!this.#documents.has(file)) this.#documents.set(file, this.#parse(file));
    return this.#documents.get(file);
  }

  /**
   * The compiled schema that stands in `file` at `pointer`.
   *
   * @throws {ConfigError} when it can't be read or is no schema
   */
  compile(file: string, pointer = ""): Validator {
    const schema = this.read(file);
    try {
      if (this.#ajv.getSchema(file) === undefined) {
        this.#ajv.addSchema(schema as Record<string, unknown>, file);
      }
      return this.#ajv.compile({ $ref: `${file}#${pointer}` });
    } catch (cause) {
      throw new ConfigError(
        `Schema ${this.#path(file)} can't be used (${messageOf(cause)}): correct the schema`,
        { cause },
      );
    }
  }

  /** The names, without `.json`, of the JSON files in a folder below, sorted. */
  names(below: string): readonly string[] {
    try {
      return [...Deno.readDirSync(new URL(`${below}/`, this.#folder))]
        .filter((entry) => entry.isFile && entry.name.endsWith(".json"))
        .map((entry) => entry.name.slice(0, -".json".length)).sort();
    } catch (cause) {
      throw this.#unreadable(below, cause);
    }
  }

  #parse(file: string): unknown {
    let text: string;
    try {
      text = Deno.readTextFileSync(new URL(file, this.#folder));
    } catch (cause) {
      throw this.#unreadable(file, cause);
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ConfigError(`Schema ${this.#path(file)} is not valid JSON: correct it`, { cause });
    }
  }

  #unreadable(name: string, cause: unknown): ConfigError {
    return new ConfigError(
      `Schema ${this.#path(name)} can't be read (${
        messageOf(cause)
      }): run this from the project's folder with --allow-read=schemas`,
      { cause },
    );
  }

  #path(name: string): string {
    return decodeURIComponent(new URL(name, this.#folder).pathname);
  }
}

function newAjv(): Ajv2020 {
  // Without a precision, 750.5 would count as no multiple of 0.01.
  const ajv = new Ajv2020({ strict: true, strictTypes: false, multipleOfPrecision: 6 });
  addFormats.default(ajv);
  return ajv;
}
