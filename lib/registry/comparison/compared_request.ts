/** One request that both registries get, in the order of the list. */
export interface ComparedRequest {
  /** What it shows, unique in the list. */
  readonly name: string;
  /** Method and path; `{a}` stands for the id that the request of that label was answered with. */
  readonly line: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Keeps the id of the answer under this label. */
  readonly as?: string;
  /** Whether the bodies must be equal too, not only status and error code. */
  readonly sameBody?: true;
}

/** What a request has beside its name and line. */
export type Rest = Omit<ComparedRequest, "name" | "line">;

/** Below a subject. */
export const V = "/versions";

/** A list of requests about one subject, `@` in paths and names stands for it. */
export function about(subject: string, rows: readonly (readonly [string, string, Rest?])[]) {
  return rows.map(([name, line, rest]): ComparedRequest => ({
    name: `${subject}: ${name}`,
    line: line.replaceAll("@", subject),
    ...rest,
  }));
}

/** A body that brings a schema. */
export const register = (schema: string, more: object = {}): Rest => ({
  body: { schema, ...more },
});
/** The bodies must be equal too. */
export const same: Rest = { sameBody: true };
