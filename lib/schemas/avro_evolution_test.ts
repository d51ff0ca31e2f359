import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { randomValue } from "./_avro_random.ts";
import { AvroResolutionError } from "./avro_errors.ts";
import { avroSchemaOf } from "./avro_files.ts";
import { nodeOfSchema } from "./avro_node.ts";
import { avroReader } from "./avro_reader.ts";
import { encodeAvro } from "./avro_writer.ts";
import { checkCompatibility, COMPATIBILITY_LEVELS } from "./compatibility.ts";

const versions = [1, 2, 3, 4].map((version) => avroSchemaOf(`evolution/event_v${version}.avsc`));

/** Which version reads what which wrote: a row a reader, a column a writer. */
const READS = [
  [true, true, false, false],
  [true, true, false, false],
  [true, true, true, true],
  [false, false, false, true],
];

Deno.test("of the four versions of the event, each reads exactly what it should", () => {
  const random = seededRandom("evolution");
  for (const [r, reader] of versions.entries()) {
    for (const [w, writer] of versions.entries()) {
      if (!READS[r]![w]) {
        assertThrows(() => avroReader(writer, reader), AvroResolutionError);
        continue;
      }
      const { read } = avroReader(writer, reader);
      for (let more = 0; more < 100; more++) {
        const value = randomValue(nodeOfSchema(writer), random);
        encodeAvro(reader, read(encodeAvro(writer, value)));
      }
    }
  }
});

Deno.test("an event of the first version is whole in the third: defaults filled in, numbers promoted", () => {
  const event = {
    event_id: "e-1",
    event_type: "purchase",
    user_id: 7,
    timestamp: 1_718_706_645_000n,
    value: 0.5,
    status: "success",
    city: "Bandung",
    referrer: "/promo",
  };
  const [v1, , v3] = versions;
  const { referrer: _, ...rest } = event;
  assertEquals(avroReader(v1!, v3!).read(encodeAvro(v1!, event)), {
    ...rest,
    user_id: 7n,
    province: "unknown",
    device: null,
  });
});

Deno.test("each step between the versions is permitted by just the levels it is made for", () => {
  const permitted = (from: number, to: number) =>
    COMPATIBILITY_LEVELS.filter((level) => {
      const previous = versions.slice(from - 1, to - 1).map(({ text }) => ({ schema: text }));
      return checkCompatibility({ schema: versions[to - 1]!.text }, previous, level).compatible;
    });
  assertEquals(permitted(1, 2), [...COMPATIBILITY_LEVELS]);
  assertEquals(permitted(2, 3), ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE"]);
  assertEquals(permitted(3, 4), ["NONE", "FORWARD", "FORWARD_TRANSITIVE"]);
  assertEquals(permitted(1, 3), ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE"]);
  assertEquals(permitted(1, 4), ["NONE", "FORWARD"]);
});
