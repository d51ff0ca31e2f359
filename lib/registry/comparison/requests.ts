import { about, type ComparedRequest, register, same, V } from "./compared_request.ts";
import {
  INVALID,
  JSON_SCHEMA,
  USER,
  USER_EMAIL,
  USER_LONG,
  USER_NO_DEFAULT,
  VALID,
} from "./request_schemas.ts";
import { LATER_REQUESTS } from "./later_requests.ts";

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

/** The list: what a registry with nothing in it answers, and then what it is given. */
export const REQUESTS: readonly ComparedRequest[] = [
  ...BEGINNING,
  ...REGISTRATION,
  ...SCHEMAS,
  ...LEVELS,
  ...LATEST_ONLY,
  ...CONFIG,
  ...LATER_REQUESTS,
];
