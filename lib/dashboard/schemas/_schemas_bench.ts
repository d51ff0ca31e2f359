import { Cluster } from "../../broker/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { type Registry, startRegistry } from "../../registry/mod.ts";
import { AvroSerializer, parseAvroSchema, RegistryClient } from "../../schemas/mod.ts";
import { RoutesBench } from "../_bench.ts";
import { schemaRoutes } from "./schema_routes.ts";

/** The text of a record of Avro; a field's third part is its default. */
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

/** A dashboard with the schemas' addresses on an embedded cluster with a registry. */
export class SchemasBench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly registry: Registry;
  readonly client: RegistryClient;
  readonly web: RoutesBench;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    parts: { readonly kafka: Kafka; readonly registry: Registry; readonly write: boolean },
    stack: AsyncDisposableStack,
  ) {
    this.kafka = parts.kafka;
    this.registry = parts.registry;
    this.#stack = stack;
    this.client = new RegistryClient({ url: parts.registry.url, retries: 0 });
    const routes = schemaRoutes({ registry: this.client, kafka: parts.kafka });
    this.web = stack.use(new RoutesBench(routes, { write: parts.write }));
  }

  /** Starts it. */
  static async start({ write = true } = {}): Promise<SchemasBench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    const registry = stack.use(await startRegistry(kafka, { port: 0 }));
    const bench = new SchemasBench({ kafka, registry, write }, stack.move());
    // a write is answered once the registry follows its log: nothing is still being opened then
    await bench.client.setLevel("BACKWARD");
    return bench;
  }

  /** Writes values with a schema, a second after 1970 each, to a topic's partitions by turns. */
  async produce(topic: string, schema: string, values: readonly unknown[]): Promise<void> {
    await using admin = await this.kafka.admin();
    await admin.createTopics([{ name: topic, partitions: 2 }]);
    const parsed = parseAvroSchema(schema);
    const serializer = new AvroSerializer({ registry: this.client, schema: parsed });
    await using session = await this.kafka.producer();
    for (const [at, value] of values.entries()) {
      const bytes = await serializer.serialize(topic, value);
      const records = [{ value: bytes, timestampMs: (at + 1) * 1000 }];
      await session.produce({ topic, partition: at % 2, records });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
