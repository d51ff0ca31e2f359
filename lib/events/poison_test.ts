import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { randomEventFormat, SchemaValidationError, validateMessage } from "../schemas/mod.ts";
import { EventGenerator } from "./event_generator.ts";
import { POISON_KINDS, poisonFrom } from "./poison.ts";

const STAGE = {
  bad_json: "envelope",
  unknown_type: "event_type",
  missing_field: "envelope",
  wrong_type: "envelope",
  empty_value: "envelope",
};

Deno.test("every poison is refused, at the stage its kind means", () => {
  const random = seededRandom("poison");
  const generator = new EventGenerator({ random });
  for (let round = 0; round < 200; round++) {
    for (const kind of POISON_KINDS) {
      const poison = poisonFrom(generator.next(), random, kind);
      const error = assertThrows(
        () => validateMessage(poison.value, randomEventFormat()),
        SchemaValidationError,
      );
      assertEquals(error.stage, STAGE[kind]);
    }
  }
});

Deno.test("chance picks among all kinds, and a seed repeats it", () => {
  const event = new EventGenerator({ random: seededRandom(1) }).next();
  const kinds = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 100 }, () => poisonFrom(event, random).kind);
  };
  assertEquals(new Set(kinds("a")), new Set(POISON_KINDS));
  assertEquals(kinds("a"), kinds("a"));
});
