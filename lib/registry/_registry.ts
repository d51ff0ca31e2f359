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

/** What is wanted of a cluster; the tests bring an embedded one. */
export interface AnyCluster extends AsyncDisposable {
  readonly bootstrapServers: string;
}

/** A registry on a cluster of its own. */
export interface OwnRegistry<C extends AnyCluster> {
  readonly cluster: C;
  readonly kafka: Kafka;
  readonly registry: Registry;
  readonly ask: (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** Gives what runs a test with a registry on a cluster that `start` starts. */
export function registryOn<C extends AnyCluster>(start: () => Promise<C>) {
  return async function withRegistry(
    use: (own: OwnRegistry<C>) => Promise<void>,
    options: RegistryOptions = {},
  ): Promise<void> {
    await using cluster = await start();
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await using registry = await startRegistry(kafka, { port: 0, ...options });
    await use({
      cluster,
      kafka,
      registry,
      ask: (line, body, headers) => ask(registry.url, line, body, headers),
    });
  };
}
