import { avroReader, type AvroSchema, type RegistryClient } from "../../lib/schemas/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { eventOfVersion, eventVersions } from "./event_versions.ts";
import { rollOut } from "./rollout.ts";

const EVENTS_EACH = 50;

/** Every step between the versions, rolled out in both orders. */
export async function rollouts(context: LabContext, registry: RegistryClient): Promise<void> {
  const { screen, random } = context;
  screen.heading("3. Who goes first");
  screen.say(
    "Each step is rolled out on a topic of its own. Consumers first: the new consumer finds the old " +
      "events, then the new ones. Producers first: the old consumer meets new events until it is " +
      "replaced.",
  );
  await context.predict({
    id: "who-first",
    question: "v3 may follow v2 at BACKWARD. Who must be replaced first?",
    choices: ["The producers", "The consumers", "It does not matter"],
  });
  const subject = await context.subject();
  const schemas = eventVersions();
  const rows: (string | number)[][] = [];
  let lost = 0;
  await registry.setLevel("NONE");
  for (const to of [1, 2, 3]) {
    const older = schemas[to - 1]!;
    const newer = schemas[to]!;
    const seen = await rollOut(context, registry, {
      older,
      newer,
      eventOf: (schema) => eventOfVersion(random, schema),
    }, EVENTS_EACH);
    const said = await subject.outcome("deployOrder", [older, newer].map(plainSchema));
    rows.push([
      `v${to} → v${to + 1}`,
      levelOf(older, newer),
      seen.consumersFirst.records,
      seen.producersFirst.records,
      said.outcome === "returned" ? String(said.value).slice(0, 20) : "an error",
    ]);
    if (to === 2) lost = seen.producersFirst.records;
  }
  screen.line();
  screen.table(
    [
      { title: "step" },
      { title: "permitted at" },
      { title: "lost, consumers first", align: "right" },
      { title: "lost, producers first", align: "right" },
      { title: context.author === "you" ? "you say" : "the solution says" },
    ],
    rows,
  );
  screen.say(`Lost are records, of ${2 * EVENTS_EACH}, that a consumer met and could not read.`);
  await context.seen(
    "who-first",
    `At BACKWARD the consumers go first: with the producers first, ${lost} of ${
      2 * EVENTS_EACH
    } records met a consumer ` +
      "that could not read them",
  );
}

/** As the task knows schemas: without a word of what a long stands for. */
function plainSchema({ text }: AvroSchema): unknown {
  const schema = JSON.parse(text) as { readonly fields: readonly { readonly type: unknown }[] };
  const plain = (type: unknown) =>
    (type as { readonly logicalType?: string }).logicalType
      ? (type as { readonly type: unknown }).type
      : type;
  return {
    ...schema,
    fields: schema.fields.map((field) => ({ ...field, type: plain(field.type) })),
  };
}

function levelOf(older: AvroSchema, newer: AvroSchema): string {
  const backward = reads(older, newer);
  const forward = reads(newer, older);
  if (backward) return forward ? "FULL" : "BACKWARD";
  return forward ? "FORWARD" : "NONE";
}

function reads(writer: AvroSchema, reader: AvroSchema): boolean {
  try {
    avroReader(writer, reader);
    return true;
  } catch {
    return false;
  }
}
