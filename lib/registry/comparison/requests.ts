import {
  field,
  INVALID,
  JSON_SCHEMA,
  PERSON,
  record,
  USER,
  USER_EMAIL,
  USER_LONG,
  USER_NO_DEFAULT,
  VALID,
} from "./request_schemas.ts";

/** One request that both registries get, in the order of the list. */
export interface ComparedRequest {
  /** What it shows, unique in the list. */
  readonly name: string;
  /** Method and path; `{a}` stands for the id that the request of that label was answered with. */
  readonly line: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Keeps the id of the answer under this label. */
  readonly as?: string;
  /** Whether the bodies must be equal too, not only status and error code. */
  readonly sameBody?: true;
}

type Rest = Omit<ComparedRequest, "name" | "line">;

const V = "/versions";

/** A list of requests about one subject, `@` in paths and names stands for it. */
function about(subject: string, rows: readonly (readonly [string, string, Rest?])[]) {
  return rows.map(([name, line, rest]): ComparedRequest => ({
    name: `${subject}: ${name}`,
    line: line.replaceAll("@", subject),
    ...rest,
  }));
}

const register = (schema: string, more: object = {}): Rest => ({ body: { schema, ...more } });
const same: Rest = { sameBody: true };

const BEGINNING = about("empty", [
  ["nothing is there", "GET /subjects", same],
  ["nor deleted", "GET /subjects?deleted=true", same],
  ["types", "GET /schemas/types"],
  ["contexts", "GET /contexts"],
  ["level of all", "GET /config", same],
  ["mode of all", "GET /mode", same],
  ["no such path", "GET /nothing"],
  ["no such method", "PUT /subjects"],
  ["id of nobody", "GET /schemas/ids/999999"],
  ["schema of an id of nobody", "GET /schemas/ids/999999/schema"],
  ["subjects of an id of nobody", "GET /schemas/ids/999999/subjects"],
  ["versions of an id of nobody", "GET /schemas/ids/999999/versions"],
  ["an id that is no number", "GET /schemas/ids/first"],
  ["versions", "GET /subjects/@/versions"],
  ["a version", "GET /subjects/@/versions/1"],
  ["the latest", "GET /subjects/@/versions/latest"],
  ["its schema", "GET /subjects/@/versions/1/schema"],
  ["referenced by", "GET /subjects/@/versions/1/referencedby"],
  ["lookup", "POST /subjects/@", register(USER)],
  ["deletion", "DELETE /subjects/@"],
  ["deletion for good", "DELETE /subjects/@?permanent=true"],
  ["deletion of a version", "DELETE /subjects/@/versions/1"],
  ["level of its own", "GET /config/@"],
  ["level in force", "GET /config/@?defaultToGlobal=true", same],
  ["taking its level back", "DELETE /config/@"],
  ["mode of its own", "GET /mode/@"],
  ["mode in force", "GET /mode/@?defaultToGlobal=true", same],
  ["taking its mode back", "DELETE /mode/@"],
  ["comparison with the latest", "POST /compatibility/subjects/@/versions/latest", {
    ...register(USER),
    ...same,
  }],
  ["comparison with all", "POST /compatibility/subjects/@/versions", {
    ...register(USER),
    ...same,
  }],
  ["comparison with a version", "POST /compatibility/subjects/@/versions/1", register(USER)],
]);

const REGISTRATION = about("reg", [
  ["first version", `POST /subjects/@${V}`, { ...register(USER), as: "user" }],
  ["the same again", `POST /subjects/@${V}`, register(USER)],
  ["one version so far", `GET /subjects/@${V}`, same],
  [
    "the same with blanks",
    `POST /subjects/@${V}`,
    register(JSON.stringify(JSON.parse(USER), null, 1)),
  ],
  ["still one version", `GET /subjects/@${V}`, same],
  ["a field with a default", `POST /subjects/@${V}`, { ...register(USER_EMAIL), as: "email" }],
  ["a field without one", `POST /subjects/@${V}`, register(USER_NO_DEFAULT)],
  ["another type", `POST /subjects/@${V}`, register('"string"')],
  ["two versions", `GET /subjects/@${V}`, same],
  ["version 1", `GET /subjects/@${V}/1`],
  ["version 2's schema", `GET /subjects/@${V}/2/schema`, same],
  ["version −1", `GET /subjects/@${V}/-1`],
  ["version 3", `GET /subjects/@${V}/3`],
  ["version 0", `GET /subjects/@${V}/0`],
  ["version abc", `GET /subjects/@${V}/abc`],
  ["version 2³²", `GET /subjects/@${V}/4294967296`],
  ["lookup of version 1", "POST /subjects/@", register(USER)],
  ["lookup of nothing", "POST /subjects/@", register('"string"')],
  ["lookup of no schema", "POST /subjects/@", register("{")],
  ["by id", "GET /schemas/ids/{user}", same],
  ["schema by id", "GET /schemas/ids/{user}/schema", same],
  ["subjects by id", "GET /schemas/ids/{user}/subjects", same],
  ["versions by id", "GET /schemas/ids/{email}/versions", same],
  ["another subject", "POST /subjects/@-b/versions", register(USER)],
  ["which shares the id", "GET /schemas/ids/{user}/subjects", same],
  ["subject with blanks", "POST /subjects/a%20b/versions", register(USER)],
  ["versions of it", "GET /subjects/a%20b/versions", same],
  ["type AVRO by name", `POST /subjects/@-type${V}`, register(USER, { schemaType: "AVRO" })],
  ["type unknown", `POST /subjects/@-type${V}`, register(USER, { schemaType: "XML" })],
  [
    "type PROTOBUF, no schema",
    `POST /subjects/@-type${V}`,
    register("x", {
      schemaType: "PROTOBUF",
    }),
  ],
  ["type JSON", `POST /subjects/@-json${V}`, register(JSON_SCHEMA, { schemaType: "JSON" })],
  ["the same JSON", `POST /subjects/@-json${V}`, register(JSON_SCHEMA, { schemaType: "JSON" })],
  ["JSON's type is told", `GET /subjects/@-json${V}/1/schema`, same],
  ["JSON that is none", `POST /subjects/@-json${V}`, register("{", { schemaType: "JSON" })],
]);

const SCHEMAS = [
  ...INVALID.map(([name, schema]): ComparedRequest => ({
    name: `refused: ${name}`,
    line: "POST /subjects/invalid/versions",
    body: { schema },
  })),
  ...VALID.map(([name, schema], index): ComparedRequest => ({
    name: `accepted: ${name}`,
    line: `POST /subjects/valid-${index}/versions`,
    body: { schema },
  })),
];

const LEVELS = ["NONE", "BACKWARD", "FORWARD", "FULL"]
  .flatMap((level) => level === "NONE" ? [level] : [level, `${level}_TRANSITIVE`])
  .flatMap((level) =>
    about(`level-${level.toLowerCase()}`, [
      ["is set", "PUT /config/@", { body: { compatibility: level } }],
      ["is told", "GET /config/@", same],
      ["version 1", `POST /subjects/@${V}`, register(USER)],
      ["a field with a default", `POST /subjects/@${V}`, register(USER_EMAIL)],
      ["a field without one", `POST /subjects/@${V}`, register(USER_NO_DEFAULT)],
      ["a wider number", `POST /compatibility/subjects/@${V}`, { ...register(USER_LONG), ...same }],
      ["back to version 1", `POST /compatibility/subjects/@${V}/latest`, {
        ...register(USER),
        ...same,
      }],
      ["another type against version 1", `POST /compatibility/subjects/@${V}/1`, {
        ...register('"int"'),
        ...same,
      }],
    ])
  );

/** A chain whose first version does not fit, and a level that asks for the latest only. */
const LATEST_ONLY = about("chain", [
  ["nothing is demanded", "PUT /config/@", { body: { compatibility: "NONE" } }],
  ["a text", `POST /subjects/@${V}`, register('"string"')],
  ["a number", `POST /subjects/@${V}`, register('"int"')],
  ["the latest is to be read", "PUT /config/@", { body: { compatibility: "BACKWARD" } }],
  ["comparison at that level", `POST /compatibility/subjects/@${V}`, {
    ...register('"long"'),
    ...same,
  }],
  ["registration at that level", `POST /subjects/@${V}`, register('"long"')],
  ["all are to be read", "PUT /config/@", { body: { compatibility: "BACKWARD_TRANSITIVE" } }],
  ["registration at that level, transitive", `POST /subjects/@${V}`, register('"float"')],
]);

const CONFIG = about("conf", [
  ["a wrong level", "PUT /config/@", { body: { compatibility: "SIDEWAYS" } }],
  ["a wrong level of all", "PUT /config", { body: { compatibility: "" } }],
  ["a level in small letters", "PUT /config/@-small", { body: { compatibility: "full" } }],
  ["a level", "PUT /config/@", { body: { compatibility: "FULL" } }],
  ["is told", "GET /config/@", same],
  ["is taken back", "DELETE /config/@", same],
  ["is gone", "GET /config/@"],
  ["the level of all", "PUT /config", { body: { compatibility: "FULL" } }],
  ["of all is told", "GET /config", same],
  ["is in force for others", "GET /config/@?defaultToGlobal=true", same],
  ["back", "PUT /config", { body: { compatibility: "BACKWARD" } }],
  ["no body", "PUT /config/@", { body: "" }],
  ["a body that is no JSON", "PUT /config/@", { body: "{" }],
  ["a wrong mode", "PUT /mode/@", { body: { mode: "SOMETIMES" } }],
]);

const DELETION = about("del", [
  ["version 1", `POST /subjects/@${V}`, { ...register(USER), as: "del" }],
  ["version 2", `POST /subjects/@${V}`, register(USER_EMAIL)],
  ["version 3 isn't there", `DELETE /subjects/@${V}/3`],
  ["version abc", `DELETE /subjects/@${V}/abc`],
  ["for good at once", `DELETE /subjects/@${V}/2?permanent=true`],
  ["the latest", `DELETE /subjects/@${V}/latest`, same],
  ["again", `DELETE /subjects/@${V}/2`],
  ["one is left", `GET /subjects/@${V}`, same],
  ["two with the deleted", `GET /subjects/@${V}?deleted=true`, same],
  ["the deleted one", `GET /subjects/@${V}/2`],
  ["the deleted one, asked for", `GET /subjects/@${V}/2?deleted=true`],
  ["lookup of the deleted", "POST /subjects/@", register(USER_EMAIL)],
  ["for good", `DELETE /subjects/@${V}/2?permanent=true`, same],
  ["is gone", `GET /subjects/@${V}?deleted=true`, same],
  ["the subject for good at once", "DELETE /subjects/@?permanent=true"],
  ["the subject", "DELETE /subjects/@", same],
  ["the subject again", "DELETE /subjects/@"],
  ["its versions", `GET /subjects/@${V}`],
  ["its latest", `GET /subjects/@${V}/latest`],
  ["its deleted versions", `GET /subjects/@${V}?deleted=true`, same],
  ["its schema by id", "GET /schemas/ids/{del}", same],
  ["registered again", `POST /subjects/@${V}`, register(USER)],
  ["has a new version", `GET /subjects/@${V}`, same],
  ["deleted again", "DELETE /subjects/@", same],
  ["the subject for good", "DELETE /subjects/@?permanent=true"],
  ["nothing is left", `GET /subjects/@${V}?deleted=true`],
  ["nor to be deleted", "DELETE /subjects/@?permanent=true"],
  ["begins anew", `POST /subjects/@${V}`, register(USER_LONG)],
  ["with version 1", `GET /subjects/@${V}`, same],
]);

const USES_PERSON = record("Order", [field("by", "shop.Person")]);
const reference = (version: number) => ({
  references: [{ name: "shop.Person", subject: "person", version }],
});

const REFERENCES = about("order", [
  ["what is referred to", `POST /subjects/person${V}`, { ...register(PERSON), as: "person" }],
  ["without the reference", `POST /subjects/@${V}`, register(USES_PERSON)],
  ["with it", `POST /subjects/@${V}`, { ...register(USES_PERSON, reference(1)), as: "order" }],
  ["with it again", `POST /subjects/@${V}`, register(USES_PERSON, reference(1))],
  ["one version", `GET /subjects/@${V}`, same],
  ["to a version that isn't there", `POST /subjects/@${V}`, register(USES_PERSON, reference(9))],
  ["lookup with it", "POST /subjects/@", register(USES_PERSON, reference(1))],
  ["referenced by nobody", `GET /subjects/@${V}/1/referencedby`, same],
  ["referenced by one", `GET /subjects/person${V}/1/referencedby`],
  ["comparison with it", `POST /compatibility/subjects/@${V}/latest`, {
    ...register(USES_PERSON, reference(1)),
    ...same,
  }],
  ["by id", "GET /schemas/ids/{order}", same],
  ["deletion of a version referred to", `DELETE /subjects/person${V}/1`],
  ["deletion of a subject referred to", "DELETE /subjects/person"],
  ["deletion of what refers", "DELETE /subjects/@", same],
]);

const BODIES = about("body", [
  ["application/json", `POST /subjects/@${V}`, {
    ...register(USER),
    contentType: "application/json",
  }],
  ["an unknown property", `POST /subjects/@${V}`, register(USER, { scheme: 1 })],
  ["none", `POST /subjects/@${V}`, { body: "" }],
  ["no JSON", `POST /subjects/@${V}`, { body: "{" }],
  ["a list", `POST /subjects/@${V}`, { body: "[]" }],
  ["an empty object", `POST /subjects/@${V}`, { body: {} }],
  ["an empty schema", `POST /subjects/@-empty${V}`, { body: { schema: "" } }],
  ["a form", `POST /subjects/@${V}`, {
    body: "schema=x",
    contentType: "application/x-www-form-urlencoded",
  }],
  ["comparison of no schema", `POST /compatibility/subjects/@${V}/latest`, register("{")],
  ["comparison of no schema, verbose", `POST /compatibility/subjects/@${V}/latest?verbose=true`, {
    ...register("{"),
  }],
  ["comparison with version abc", `POST /compatibility/subjects/@${V}/abc`, register(USER)],
  ["comparison with version 0", `POST /compatibility/subjects/@${V}/0`, register(USER)],
  ["comparison with version 9", `POST /compatibility/subjects/@${V}/9`, register(USER)],
]);

const LISTS = about("list", [
  ["all subjects", "GET /subjects", same],
  ["with a prefix", "GET /subjects?subjectPrefix=level-", same],
  ["deleted ones only", "GET /subjects?deletedOnly=true"],
  ["with deleted ones", "GET /subjects?deleted=true", same],
  ["all schemas", "GET /schemas"],
  ["schemas with a prefix", "GET /schemas?subjectPrefix=reg"],
]);

const MODES = about("mode", [
  ["a schema", `POST /subjects/@${V}`, register(USER)],
  ["an id of one's own", `POST /subjects/@${V}`, register(USER_EMAIL, { id: 77777, version: 9 })],
  ["read-only", "PUT /mode/@", { body: { mode: "READONLY" } }],
  ["is told", "GET /mode/@", same],
  ["takes nothing", `POST /subjects/@${V}`, register(USER_LONG)],
  ["gives nothing up", "DELETE /subjects/@"],
  ["read-write", "PUT /mode/@", { body: { mode: "READWRITE" } }],
  ["takes it", `POST /subjects/@${V}`, register(USER_LONG)],
  ["is taken back", "DELETE /mode/@", same],
  ["import of all, with schemas there", "PUT /mode", { body: { mode: "IMPORT" } }],
  ["back", "PUT /mode", { body: { mode: "READWRITE" } }],
]);

/** The list: what a registry with nothing in it answers, and then what it is given. */
export const REQUESTS: readonly ComparedRequest[] = [
  ...BEGINNING,
  ...REGISTRATION,
  ...SCHEMAS,
  ...LEVELS,
  ...LATEST_ONLY,
  ...CONFIG,
  ...DELETION,
  ...REFERENCES,
  ...BODIES,
  ...LISTS,
  ...MODES,
];
