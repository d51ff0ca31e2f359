import { Cluster } from "../broker/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { type Registry, type RegistryOptions, startRegistry } from "./registry.ts";

/** What a registry answered. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON of the body. */
  // deno-lint-ignore no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

/** Asks a registry. */
export async function ask(
  url: string,
  line: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { "content-type": "application/vnd.schemaregistry.v1+json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status } = response;
  return { status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
}

/** The text of a record of Avro. */
export function avroRecord(name: string, ...fields: (readonly [string, unknown, unknown?])[]) {
  return JSON.stringify({
    type: "record",
    name,
    fields: fields.map(([field, type, fallback]) => ({
      name: field,
      type,
      ...(fallback === undefined ? {} : { default: fallback }),
    })),
  });
}

/** A registry on a cluster of its own. */
export interface OwnRegistry {
  readonly cluster: Cluster;
  readonly kafka: Kafka;
  readonly registry: Registry;
  readonly ask: (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** Runs a test with a registry on an embedded cluster. */
export async function withRegistry(
  use: (own: OwnRegistry) => Promise<void>,
  options: RegistryOptions = {},
): Promise<void> {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using registry = await startRegistry(kafka, { port: 0, ...options });
  const asking: OwnRegistry["ask"] = (line, body, headers) =>
    ask(registry.url, line, body, headers);
  await use({ cluster, kafka, registry, ask: asking });
}
