import type { LabContext } from "../../lib/workshop/mod.ts";
import { brokenMessage } from "./breaking.ts";
import { judge } from "./oracle.ts";
import { randomSchemas } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";

const MESSAGES = 600;

type Rule = Exclude<keyof Schema, "type" | "properties" | "items">;

const RULES: readonly Rule[] = [
  "required",
  "additionalProperties",
  "enum",
  "minLength",
  "pattern",
  "minimum",
];

/** Takes one rule out of all schemas: how many bad messages get through that did not before? */
export async function droppedRules(context: LabContext): Promise<void> {
  const { screen, random } = context;
  screen.heading("2. A schema without a rule");
  screen.say(
    `${MESSAGES} messages, each broken in one place, by schemas that change. Then one kind of rule ` +
      "is taken out of the schemas, as somebody does who wants to be rid of an error.",
  );
  await context.predict({
    id: "dropped-rules",
    question: "Which rule is missed the most when it is gone?",
    choices: ["required", "additionalProperties", "pattern", "minLength"],
  });
  const messages = Array.from({ length: MESSAGES }, () => {
    const schemas = randomSchemas(random);
    return { ...brokenMessage(random, schemas), schemas };
  });
  const slipped = RULES.map((rule) => ({
    label: rule,
    value: messages.filter(({ bytes, schemas }) => judge(bytes, withoutRule(schemas, rule)).valid)
      .length,
  }));
  screen.line();
  screen.bars(slipped);
  const most = slipped.reduce((a, b) => b.value > a.value ? b : a);
  await context.seen(
    "dropped-rules",
    `Without ${most.label}, ${most.value} of ${MESSAGES} get through. A rule that is not written ` +
      "holds nothing back: a schema is tested by messages that it must refuse",
  );
}

function withoutRule({ envelope, payloads }: Schemas, rule: Rule): Schemas {
  return {
    envelope: dropped(envelope, rule),
    payloads: Object.fromEntries(
      Object.entries(payloads).map(([type, schema]) => [type, dropped(schema, rule)]),
    ),
  };
}

function dropped(schema: Schema, rule: Rule): Schema {
  const { [rule]: _, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(items !== undefined && { items: dropped(items, rule) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, dropped(field, rule)]),
      ),
    }),
  } as Schema;
}
