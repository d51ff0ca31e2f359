import type { LabContext } from "../../lib/workshop/mod.ts";
import { brokenBytes, brokenMessage } from "./breaking.ts";
import { bytesOf, goodMessage } from "./messages.ts";
import { randomSchemas } from "./schemas.ts";
import { type Answered, type Asked, NoVerdict, verdictsOf } from "./verdicts.ts";

const EACH = 200;

/** What the learner's function says of good and bad messages, counted. */
export async function yourVerdicts(context: LabContext): Promise<void> {
  const { screen, random } = context;
  screen.heading(`3. What ${context.author} would say`);
  const subject = await context.subject();
  const kinds: readonly (readonly [name: string, make: () => Asked])[] = [
    ["no message at all", () => {
      const schemas = randomSchemas(random);
      return { ...brokenBytes(random, schemas), schemas };
    }],
    ["a rule is broken", () => {
      const schemas = randomSchemas(random);
      return { ...brokenMessage(random, schemas), schemas };
    }],
    ["valid", () => {
      const schemas = randomSchemas(random);
      return { bytes: bytesOf(goodMessage(random, schemas), random), schemas };
    }],
  ];
  try {
    const rows = [];
    for (const [name, make] of kinds) {
      const answered = await verdictsOf(subject, Array.from({ length: EACH }, make));
      const count = (kind: string) => answered.filter((each) => kindOf(each) === kind).length;
      rows.push([name, EACH, count("right"), count("wrongly"), count("stage"), count("place")]);
    }
    screen.table([
      { title: "messages" },
      { title: "asked", align: "right" },
      { title: "right", align: "right" },
      { title: "wrong: valid or not", align: "right" },
      { title: "stage", align: "right" },
      { title: "place", align: "right" },
    ], rows);
  } catch (error) {
    if (!(error instanceof NoVerdict)) throw error;
    screen.say(error.verdict.happened);
  }
}

function kindOf({ verdict, right }: Answered): "right" | "wrongly" | "stage" | "place" {
  if (verdict.valid !== right.valid) return "wrongly";
  if (verdict.valid || right.valid) return "right";
  if (verdict.stage !== right.stage) return "stage";
  return right.places.includes(verdict.pointer) ? "right" : "place";
}
