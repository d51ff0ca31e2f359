import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { fileEventFormat, SchemaValidationError, validateMessage } from "../schemas/mod.ts";
import { FileEventGenerator } from "./file_event_generator.ts";
import { poisonFromFileEvent } from "./file_event_poison.ts";
import { POISON_KINDS } from "./poison.ts";

const STAGES = {
  bad_json: ["envelope"],
  unknown_type: ["event_type"],
  missing_field: ["envelope", "payload"],
  wrong_type: ["payload"],
  empty_value: ["envelope"],
};

Deno.test("every poison of a file event is refused at a stage that its kind means", () => {
  const random = seededRandom("poison");
  const generator = new FileEventGenerator({ random });
  const seen = new Map<string, Set<string>>();
  for (let round = 0; round < 200; round++) {
    for (const kind of POISON_KINDS) {
      const { value } = poisonFromFileEvent(generator.next(), random, kind);
      const { stage } = assertThrows(
        () => validateMessage(value, fileEventFormat()),
        SchemaValidationError,
      );
      seen.set(kind, (seen.get(kind) ?? new Set()).add(stage));
    }
  }
  assertEquals(Object.fromEntries([...seen].map(([kind, set]) => [kind, [...set].sort()])), STAGES);
});
