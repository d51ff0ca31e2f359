import { loadConfig } from "../../config/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { AvroDeserializer, isWireFormat, RegistryClient } from "../../schemas/mod.ts";
import type { ValueDecoder } from "./record_line.ts";

/**
 * Decodes values that Confluent's serializers framed, by the schemas of SCHEMA_REGISTRY_URL. What it
 * can't decode is shown as it is; a registry that is away is told of once, and asked no more.
 */
export function avroValues(say: (line: string) => void, signal: AbortSignal): ValueDecoder {
  const { schemaRegistryUrl: url, schemaRegistryBasicAuth: basicAuth } = loadConfig();
  const registry = new RegistryClient({
    url,
    signal,
    retries: 0,
    timeoutMs: 3000,
    ...(basicAuth !== undefined && { basicAuth }),
  });
  const deserializer = new AvroDeserializer({ registry });
  let isAway = false;
  return async (bytes) => {
    if (isAway || !isWireFormat(bytes)) return undefined;
    try {
      return (await deserializer.deserialize(bytes)).value;
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error;
      if (error.outage) {
        isAway = true;
        say(`Avro values are shown as bytes: ${error.message}`);
      }
      return undefined;
    }
  };
}
