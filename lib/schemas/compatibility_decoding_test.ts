import { assert, assertEquals } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { randomPair } from "../registry/comparison/mod.ts";
import { randomValue } from "./_avro_random.ts";
import { AvroDecodeError, AvroResolutionError } from "./avro_errors.ts";
import { type AvroSchema, nodeOfSchema } from "./avro_node.ts";
import { avroReader } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";
import { checkCompatibility } from "./compatibility.ts";

const PAIRS = 500;
const VALUES = 20;

/** Values of a schema; none of one that holds itself without an end. */
function someValues(writer: AvroSchema, random: Random): readonly unknown[] {
  try {
    return Array.from({ length: VALUES }, () => randomValue(nodeOfSchema(writer), random));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Any bytes may be read as a string, so far as they are one. */
function isNoText(error: unknown): boolean {
  return error instanceof AvroDecodeError && error.message.includes("UTF-8");
}

/** Whether the decoder takes the pair, and every value that is tried; unknown where none exists. */
function decodes(writerText: string, readerText: string, random: Random): boolean | undefined {
  const writer = parseAvroSchema(writerText);
  const reader = parseAvroSchema(readerText);
  let decoded: true | undefined;
  try {
    const { read } = avroReader(writer, reader);
    for (const value of someValues(writer, random)) {
      try {
        encodeAvro(reader, read(encodeAvro(writer, value)));
        decoded = true;
      } catch (error) {
        if (!isNoText(error)) throw error;
      }
    }
    return decoded;
  } catch (error) {
    if (error instanceof AvroResolutionError) return false;
    throw error;
  }
}

Deno.test("what is judged compatible is decoded, what is not is refused by the decoder", () => {
  const seed = crypto.randomUUID();
  let compatible = 0;
  for (let index = 0; index < PAIRS; index++) {
    const random = seededRandom(`${seed}-${index}`);
    const { previous, candidate } = randomPair(random);
    const writer = previous.at(-1)!;
    const verdict = checkCompatibility({ schema: candidate }, [{ schema: writer }], "BACKWARD");
    const place = `seed ${seed}-${index}: ${writer} read as ${candidate}`;
    const decoded = decodes(writer, candidate, random) ?? verdict.compatible;
    assertEquals(decoded, verdict.compatible, place);
    if (verdict.compatible) compatible++;
  }
  assert(compatible > PAIRS / 5 && compatible < PAIRS * 4 / 5, `${compatible} of ${PAIRS}`);
});
