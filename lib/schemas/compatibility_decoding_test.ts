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

/** About as many of its pairs are compatible as of most seeds: 213 of 300 in the mean. */
const SEED = "pairs";
const PAIRS = 300;
const VALUES = 20;
/** A value that can't be read is there in some branch of some union, and must come up. */
const VALUES_OF_INCOMPATIBLE = 500;

/** Values of a schema; none of one that holds itself without an end. */
function someValues(writer: AvroSchema, length: number, random: Random): readonly unknown[] {
  try {
    return Array.from({ length }, () => randomValue(nodeOfSchema(writer), random));
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
function decodes(
  [writer, reader]: readonly [AvroSchema, AvroSchema],
  length: number,
  random: Random,
): boolean | undefined {
  let decoded: true | undefined;
  try {
    const { read } = avroReader(writer, reader);
    for (const value of someValues(writer, length, random)) {
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
  let compatible = 0;
  for (let index = 0; index < PAIRS; index++) {
    const random = seededRandom(`${SEED}-${index}`);
    const { previous, candidate } = randomPair(random);
    const writer = previous.at(-1)!;
    const verdict = checkCompatibility({ schema: candidate }, [{ schema: writer }], "BACKWARD");
    const place = `seed ${SEED}-${index}: ${writer} read as ${candidate}`;
    const { compatible: expected, messages } = verdict;
    // A decoder may settle for one of two fields; a registry may not.
    if (messages.some((message) => message.includes("could be read from"))) continue;
    const length = expected ? VALUES : VALUES_OF_INCOMPATIBLE;
    const schemas = [parseAvroSchema(writer), parseAvroSchema(candidate)] as const;
    assertEquals(decodes(schemas, length, random) ?? expected, expected, place);
    if (expected) compatible++;
  }
  assert(compatible > PAIRS / 5 && compatible < PAIRS * 4 / 5, `${compatible} of ${PAIRS}`);
});
