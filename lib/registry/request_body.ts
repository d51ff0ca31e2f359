import { abortable } from "../core/mod.ts";
import { RegistryError } from "./errors.ts";
import type { SchemaReference } from "./log_records.ts";

/** Content types of bodies; without one a body is taken for JSON, as Confluent's registry does. */
const JSON_TYPES = new Set([
  "application/vnd.schemaregistry.v1+json",
  "application/vnd.schemaregistry+json",
  "application/json",
  "application/octet-stream",
]);

/** Properties that a schema may come with and that mean nothing here while they are empty. */
const NOT_KEPT = [
  ...["metadata", "ruleSet", "schemaTagsToAdd", "schemaTagsToRemove", "propagateSchemaTags"],
  ...["subject", "guid", "ts", "deleted"],
];

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  /** Largest body, in bytes. */
  readonly maxBytes: number;
  /** Longest wait for all of it, in milliseconds. */
  readonly timeoutMs: number;
}

type Json = Record<string, unknown>;

/** Reads a JSON object. @throws {RegistryError} 400, 408, 413, 415 or 422, 503 on abort */
export async function readJsonBody(
  request: Request,
  limits: BodyLimits,
  signal: AbortSignal,
): Promise<Json> {
  const [type = ""] = (request.headers.get("content-type") ?? "").toLowerCase().split(";");
  if (type.trim() !== "" && !JSON_TYPES.has(type.trim())) {
    throw new RegistryError(415, "Send a body as application/vnd.schemaregistry.v1+json");
  }
  const text = await readText(request, limits, signal);
  if (text.trim() === "") throw new RegistryError(422, "The request has no body");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new RegistryError(400, "The body of the request is no JSON");
  }
  if (parsed === null) throw new RegistryError(422, "The request has no body");
  if (typeof parsed === "object" && !Array.isArray(parsed)) return parsed as Json;
  throw new RegistryError(400, "The body of the request is no JSON object");
}

async function readText(
  request: Request,
  { maxBytes, timeoutMs }: BodyLimits,
  signal: AbortSignal,
): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return "";
  const reader = request.body.getReader();
  const late = AbortSignal.timeout(timeoutMs);
  const ended = AbortSignal.any([late, signal]);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (true) {
      const { done, value } = await abortable(reader.read(), ended);
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(value);
    }
    const bytes = await new Blob(chunks as BlobPart[]).bytes();
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    // A body that does not come may not let itself be cancelled either: nobody waits for that.
    reader.cancel().catch(() => {});
    if (error instanceof RegistryError) throw error;
    if (signal.aborted) throw new RegistryError(503, "The registry is closing");
    if (late.aborted) throw new RegistryError(408, "The body of the request did not come in time");
    throw new RegistryError(400, "The body of the request could not be read as UTF-8 text");
  }
}

function tooLarge(maxBytes: number): RegistryError {
  return new RegistryError(413, `The body of the request is larger than ${maxBytes} bytes`);
}

/** What a request says of a schema. */
export interface SchemaRequest {
  readonly schema: string;
  readonly schemaType: string;
  readonly references: readonly SchemaReference[];
  readonly id: number | undefined;
  readonly version: number | undefined;
}

/** Reads the body of a registration, a lookup or a comparison. @throws {RegistryError} 400 or 422 */
export function schemaRequest(body: Json): SchemaRequest {
  demandKnown(body, ["schema", "schemaType", "references", "id", "version", ...NOT_KEPT]);
  for (const name of ["metadata", "ruleSet", "schemaTagsToAdd", "schemaTagsToRemove"]) {
    const value = body[name] ?? [];
    if (typeof value !== "object" || Object.keys(value).length > 0) {
      throw new RegistryError(422, `This registry keeps no ${name}: leave it out`);
    }
  }
  const id = wholeOf(body, "id");
  return {
    schema: textOf(body, "schema") ?? "",
    schemaType: textOf(body, "schemaType") ?? "AVRO",
    references: referencesOf(body.references),
    id: id === undefined || id < 0 ? undefined : id,
    version: wholeOf(body, "version"),
  };
}

/** Demands that a body has no other properties. @throws {RegistryError} 422 */
export function demandKnown(body: Json, names: readonly string[]): void {
  for (const name of Object.keys(body)) {
    if (names.includes(name)) continue;
    throw new RegistryError(422, `Unrecognized field: ${shortened(name)}`);
  }
}

/** A property that is a text, `undefined` where it is missing or null. @throws {RegistryError} 400 */
export function textOf(body: Json, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new RegistryError(400, `${name} of the body is no text`);
}

/** A property that is true or false. @throws {RegistryError} 400 */
export function flagOf(body: Json, name: string): boolean | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw new RegistryError(400, `${name} of the body is neither true nor false`);
}

function wholeOf(body: Json, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (isInt32(value)) return value;
  throw new RegistryError(400, `${name} of the body is no whole number of 32 bits`);
}

function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function referencesOf(value: unknown): readonly SchemaReference[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RegistryError(400, "references of the body is no list");
  return value.map((item) => {
    const { name, subject, version } = (item ?? {}) as Json;
    if (typeof name === "string" && typeof subject === "string" && isInt32(version)) {
      return { name, subject, version };
    }
    throw new RegistryError(400, "A reference has a name, a subject and a version");
  });
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
