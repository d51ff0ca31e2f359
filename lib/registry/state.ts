import type {
  LogEntry,
  Mode,
  SchemaReference,
  StoredSchema,
  SubjectConfig,
} from "./log_records.ts";

/** Which versions a question is about. */
export type Scope = "live" | "deleted" | "all";

/** What tells a schema from others, whatever its subject. */
export type SchemaContent = Pick<StoredSchema, "schemaType" | "schema" | "references">;

const DEFAULT_CONFIG: SubjectConfig = { compatibilityLevel: "BACKWARD" };
const DEFAULT_MODE: Mode = "READWRITE";

/** What the registry knows: the sum of the records of its log, and nothing besides. */
export class RegistryState {
  readonly #subjects = new Map<string, Map<number, StoredSchema>>();
  /** Versions by the id of their schema. */
  readonly #byId = new Map<number, Map<string, StoredSchema>>();
  readonly #idOfContent = new Map<string, number>();
  readonly #configs = new Map<string | null, SubjectConfig>();
  readonly #modes = new Map<string | null, Mode>();
  #maxId = 0;

  /** The largest id that any schema has had since this state began to read. */
  get maxId(): number {
    return this.#maxId;
  }

  /** Adds what one record tells. */
  apply(entry: LogEntry): void {
    switch (entry.keytype) {
      case "SCHEMA":
        this.#remove(entry.subject, entry.version);
        if (entry.value !== null) this.#put(entry.value);
        return;
      case "CONFIG":
        return setOrDelete(this.#configs, entry.subject, entry.value);
      case "MODE":
        return setOrDelete(this.#modes, entry.subject, entry.value);
      case "DELETE_SUBJECT":
        for (const stored of this.versions(entry.subject, "live")) {
          if (entry.value !== null && stored.version <= entry.value) {
            this.#put({ ...stored, deleted: true });
          }
        }
        return;
      case "CLEAR_SUBJECT":
        for (const subject of entry.subject === null ? this.subjects("all") : [entry.subject]) {
          for (const { version } of this.versions(subject, "deleted")) {
            this.#remove(subject, version);
          }
        }
    }
  }

  #put(stored: StoredSchema): void {
    const { subject, version, id } = stored;
    this.#subjects.getOrInsertComputed(subject, () => new Map()).set(version, stored);
    this.#byId.getOrInsertComputed(id, () => new Map()).set(placeOf(stored), stored);
    const content = contentKey(stored);
    if (!this.#idOfContent.has(content)) this.#idOfContent.set(content, id);
    this.#maxId = Math.max(this.#maxId, id);
  }

  #remove(subject: string, version: number): void {
    const stored = this.#subjects.get(subject)?.get(version);
    if (stored === undefined) return;
    const versions = this.#subjects.get(subject)!;
    versions.delete(version);
    if (versions.size === 0) this.#subjects.delete(subject);
    const users = this.#byId.get(stored.id)!;
    users.delete(placeOf(stored));
    if (users.size > 0) return;
    this.#byId.delete(stored.id);
    const content = contentKey(stored);
    if (this.#idOfContent.get(content) === stored.id) this.#idOfContent.delete(content);
  }

  /** Names of the subjects that have such versions, sorted. */
  subjects(scope: Scope): readonly string[] {
    const names = [...this.#subjects.keys()].toSorted();
    if (scope === "all") return names;
    if (scope === "live") return names.filter((subject) => this.has(subject, "live"));
    return names.filter((subject) => !this.has(subject, "live"));
  }

  /** Whether a subject has such a version. */
  has(subject: string, scope: Scope): boolean {
    return this.versions(subject, scope).length > 0;
  }

  /** Such versions of a subject, the oldest first. */
  versions(subject: string, scope: Scope): readonly StoredSchema[] {
    const all = [...this.#subjects.get(subject)?.values() ?? []]
      .toSorted((a, b) => a.version - b.version);
    if (scope === "all") return all;
    return all.filter(({ deleted }) => deleted === (scope === "deleted"));
  }

  /** One version, `latest` for the last that is not deleted. */
  version(
    subject: string,
    version: number | "latest",
    scope: "live" | "all",
  ): StoredSchema | undefined {
    if (version === "latest") return this.versions(subject, "live").at(-1);
    const stored = this.#subjects.get(subject)?.get(version);
    return stored?.deleted && scope === "live" ? undefined : stored;
  }

  /** All versions that have this id, by subject; none when nothing has it. */
  byId(id: number): readonly StoredSchema[] {
    return [...this.#byId.get(id)?.values() ?? []]
      .toSorted((a, b) =>
        a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1
      );
  }

  /** The id that equal schemas have, if there are any. */
  idOf(content: SchemaContent): number | undefined {
    return this.#idOfContent.get(contentKey(content));
  }

  /** Versions that use this one by reference; those deleted softly don't count. */
  referencing({ subject, version }: Pick<SchemaReference, "subject" | "version">) {
    return this.subjects("all").flatMap((name) =>
      this.versions(name, "live").filter(({ references }) =>
        references.some((used) => used.subject === subject && used.version === version)
      )
    );
  }

  /** What is set for a subject itself, or with null for all. */
  config(subject: string | null): SubjectConfig | undefined {
    return this.#configs.get(subject) ?? (subject === null ? DEFAULT_CONFIG : undefined);
  }

  /** What is in force for a subject. */
  configInForce(subject: string | null): SubjectConfig {
    return this.config(subject) ?? this.config(null)!;
  }

  /** The mode that is set for a subject itself, or with null for all. */
  mode(subject: string | null): Mode | undefined {
    return this.#modes.get(subject) ?? (subject === null ? DEFAULT_MODE : undefined);
  }

  /** The mode that is in force for a subject. */
  modeInForce(subject: string | null): Mode {
    return this.mode(subject) ?? this.mode(null)!;
  }
}

/** Whether two schemas are one and the same, whatever their subjects. */
export function sameContent(a: SchemaContent, b: SchemaContent): boolean {
  return contentKey(a) === contentKey(b);
}

function contentKey({ schemaType, schema, references }: SchemaContent): string {
  const used = references.map(({ name, subject, version }) => [name, subject, version]);
  return JSON.stringify([schemaType, schema, used]);
}

function placeOf({ subject, version }: StoredSchema): string {
  return `${version}/${subject}`;
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
