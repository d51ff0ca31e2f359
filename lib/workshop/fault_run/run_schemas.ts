import type { Kafka } from "../../kafka/mod.ts";
import { type Registry, startRegistry } from "../../registry/mod.ts";
import { AvroSerializer, parseAvroSchema, RegistryClient } from "../../schemas/mod.ts";
import { RegistryGate } from "./registry_gate.ts";

/** The Avro of a run: its registry, the gate before it, and the version that is written now. */
export class RunSchemas implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #registry: RegistryClient;
  readonly #topic: string;
  #version = 0;
  #serializer!: AvroSerializer;
  /** What members ask. */
  readonly gate: RegistryGate;

  private constructor(
    { registry, gate }: { readonly registry: Registry; readonly gate: RegistryGate },
    topic: string,
    opened: AsyncDisposableStack,
  ) {
    this.#registry = new RegistryClient({ url: registry.url });
    this.gate = gate;
    this.#topic = topic;
    this.#opened = opened;
  }

  /** Starts a registry that keeps its schemas in a topic of its own, for values of `topic`. */
  static async open(kafka: Kafka, topic: string): Promise<RunSchemas> {
    const opened = new AsyncDisposableStack();
    try {
      const schemasTopic = `${topic}-schemas`;
      opened.defer(() => removeTopic(kafka, schemasTopic));
      const gate = opened.use(new RegistryGate());
      const options = { port: 0, topic: schemasTopic, hosts: [gate.host] };
      const registry = opened.use(await startRegistry(kafka, options));
      gate.leadTo(registry.port);
      const schemas = new RunSchemas({ registry, gate }, topic, opened);
      (await schemas.nextVersion())();
      return schemas;
    } catch (error) {
      await opened.disposeAsync();
      throw error;
    }
  }

  /** Registers another version, whose id no reader has met; the function given has it written. */
  async nextVersion(): Promise<() => void> {
    const version = ++this.#version;
    const serializer = new AvroSerializer({
      registry: this.#registry,
      schema: schemaOf(version),
    });
    await serializer.serialize(this.#topic, { text: "", version });
    return () => {
      this.#serializer = serializer;
    };
  }

  /** A payload's text as the bytes of an Avro record. */
  encode(text: string): Promise<Uint8Array> {
    return this.#serializer.serialize(this.#topic, { text, version: this.#version });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

/** Each differs from the one before, and can be read by its readers. */
function schemaOf(version: number) {
  return parseAvroSchema({
    type: "record",
    name: "workshop.Payload",
    doc: `Version ${version}`,
    fields: [
      { name: "text", type: "string" },
      { name: "version", type: "int", default: version },
    ],
  });
}

async function removeTopic(kafka: Kafka, topic: string): Promise<void> {
  await using admin = await kafka.admin();
  await admin.deleteTopics([topic]).catch(() => {});
}
