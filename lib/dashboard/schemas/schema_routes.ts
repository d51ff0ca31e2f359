import type { Kafka } from "../../consumer/mod.ts";
import type { RegistryClient, RegistrySchema } from "../../schemas/mod.ts";
import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import { type ImpactRequest, schemaImpact } from "./schema_impact.ts";
import {
  isUnknown,
  refusalOf,
  schemaDiff,
  subjectDetailOf,
  subjectListOf,
  topicOf,
} from "./subject_view.ts";

/** What the schemas' page needs of the rest. */
export interface SchemasPorts {
  /** The registry of the server's own configuration; a page can't name another. */
  readonly registry: RegistryClient;
  /** Reads stored records. */
  readonly kafka: Pick<Kafka, "admin" | "read">;
}

/** A schema may be long. */
const SCHEMA_BYTES = 1024 * 1024;
const MAX_TRIED = 500;

/** The addresses of the schemas' page. Names of subjects stand in the query or the body. */
export function schemaRoutes({ registry, kafka }: SchemasPorts): readonly PageRoute[] {
  const compared = async (subject: string, candidate: RegistrySchema) => {
    const newest = await orNothing(registry.version(subject, "latest"));
    return newest === undefined
      ? { exists: false, against: null }
      : { exists: true, against: newest.version, ...schemaDiff(newest, candidate) };
  };
  return [
    route("GET", "/api/schemas", async ({ query }) => {
      const search = (query.get("search") ?? "").slice(0, 255);
      return await subjectListOf(registry, { search, page: numberOf(query, "page") ?? 1 });
    }),
    route("GET", "/api/schemas/subject", async ({ query }) => {
      const version = numberOf(query, "version") ?? "latest";
      return await subjectDetailOf(registry, subjectIn(query.get("subject")), version);
    }),
    route("GET", "/api/schemas/diff", async ({ query }) => {
      const subject = subjectIn(query.get("subject"));
      const [from, to] = [numberOf(query, "from"), numberOf(query, "to")];
      if (from === undefined || to === undefined) {
        throw new RequestError(400, "Say which versions to compare: from and to");
      }
      const both = await Promise.all([from, to].map((one) => registry.version(subject, one)));
      return { subject, from, to, ...schemaDiff(both[0]!, both[1]!) };
    }),
    {
      ...route("POST", "/api/schemas/check", async ({ body }) => {
        const { subject, candidate } = candidateIn(body);
        const { compatible, messages } = await registry.testCompatibility(subject, candidate);
        const level = await registry.level(subject);
        return { subject, level, compatible, messages, ...await compared(subject, candidate) };
      }),
      maxBodyBytes: SCHEMA_BYTES,
    },
    {
      ...route("POST", "/api/schemas/impact", async ({ body, signal }) => {
        return await schemaImpact({ registry, kafka }, impactIn(body), signal);
      }),
      maxBodyBytes: SCHEMA_BYTES,
    },
    {
      ...route("POST", "/api/schemas/register", async ({ body }) => {
        const { subject, candidate } = candidateIn(body);
        const id = await registry.register(subject, candidate);
        const { version } = await registry.lookUp(subject, candidate);
        return { subject, version, id };
      }),
      access: "write",
      maxBodyBytes: SCHEMA_BYTES,
      audit: ({ body }) => {
        const { subject, candidate } = candidateIn(body);
        return { subject, schemaType: candidate.schemaType, length: candidate.schema.length };
      },
    },
  ];
}

function route(
  method: PageRoute["method"],
  path: string,
  answer: (call: RouteCall) => Promise<unknown>,
): PageRoute {
  return {
    method,
    path,
    access: "read",
    answer: async (call) => {
      try {
        return json(await answer(call));
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
}

function candidateIn(body: unknown): { subject: string; candidate: RegistrySchema } {
  const { subject, schema, schemaType = "AVRO" } = body as Readonly<Record<string, unknown>>;
  if (schemaType !== "AVRO" && schemaType !== "JSON" && schemaType !== "PROTOBUF") {
    throw new RequestError(400, "A schema's language is AVRO, JSON or PROTOBUF");
  }
  const text = textIn(schema);
  // without the blanks, as the command line does it: a registry keeps the text as it comes
  const compact = schemaType === "PROTOBUF" ? text : compactOf(text);
  return { subject: subjectIn(subject), candidate: { schema: compact, schemaType } };
}

function impactIn(body: unknown): ImpactRequest {
  const { subject, schema, topic, limit = 100 } = body as Readonly<Record<string, unknown>>;
  const name = subjectIn(subject);
  const wanted = typeof topic === "string" && topic !== "" ? topic : topicOf(name);
  if (wanted === null) {
    throw new RequestError(400, `Subject ${name} tells no topic: say whose records to try`);
  }
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > MAX_TRIED) {
    throw new RequestError(400, `Between 1 and ${MAX_TRIED} records can be tried`);
  }
  return {
    schema: compactOf(textIn(schema)),
    topic: wanted,
    part: name.endsWith("-key") ? "key" : "value",
    limit: Number(limit),
  };
}

/** A name that stands in addresses of the registry: dots alone would lead elsewhere there. */
function subjectIn(value: unknown): string {
  if (
    typeof value === "string" && value !== "" && value.length <= 500 && !/^\.{1,2}$/.test(value)
  ) {
    return value;
  }
  throw new RequestError(400, "Say which subject, by a name of up to 500 letters");
}

function textIn(schema: unknown): string {
  if (typeof schema === "string" && schema.trim() !== "") return schema;
  throw new RequestError(400, "The schema is missing: paste its text");
}

function compactOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new RequestError(422, "The schema is no valid JSON", { cause });
  }
  // strings keep their blanks, numbers their digits
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RequestError(400, `${name} is "${text}": use a whole number from 1`);
}
