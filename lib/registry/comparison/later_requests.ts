import { about, type ComparedRequest, register, same, V } from "./compared_request.ts";
import { field, PERSON, record, USER, USER_EMAIL, USER_LONG } from "./request_schemas.ts";

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

/** What is deleted and referred to, and what a registry is asked in odd ways. */
export const LATER_REQUESTS: readonly ComparedRequest[] = [
  ...DELETION,
  ...REFERENCES,
  ...BODIES,
  ...LISTS,
  ...MODES,
];
