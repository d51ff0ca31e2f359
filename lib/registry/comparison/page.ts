import { ROUTES } from "../routes.ts";
import {
  APICURIO_VERSION,
  KNOWN_DIFFERENCES,
  KNOWN_JSON_DIFFERENCES,
} from "./known_differences.ts";
import { REQUESTS } from "./requests.ts";

const INTRODUCTION = `# The schema registry

Confluent's REST API of schemas, served from a compacted topic. \`deno task registry\` runs it before
your cluster on port 8081; in a program of yours, \`startRegistry\` of \`lib/registry/mod.ts\` does.

\`\`\`sh
deno task registry # in one terminal; Ctrl-C ends it
curl localhost:8081/subjects
curl -H 'content-type: application/json' localhost:8081/subjects/orders-value/versions \\
  -d '{"schema": "\\"string\\""}'
curl localhost:8081/subjects/orders-value/versions/latest
\`\`\`

## What it keeps, and where

All state is the sum of the records of one topic, \`_schemas\`: one partition, \`cleanup.policy=compact\`.
Keys and values are those that Confluent's registry writes (\`SCHEMA\`, \`CONFIG\`, \`MODE\`,
\`DELETE_SUBJECT\`, \`CLEAR_SUBJECT\`; \`NOOP\` and others are passed over), so each reads what the other
has written. A restart, another instance and a compacted log give the same state. A topic that is
there with several partitions, or with another cleanup policy, is refused at the start.

A change is answered after it was read back from the topic. It is decided on the state at the log's
end and written in a transaction of the id \`schema-registry-<topic>\`, which all instances share. An
instance that writes takes the id over, so what another one decided meanwhile is refused by the
broker, and decided anew on what is there by then: several instances may write at once, and no id is
given to two schemas. Reading needs no Kafka: while it is away, what is known is told, and changes
are answered with 500 and 50001; with 50002 where a change may have been made. Confluent's registry
elects a leader instead and reads uncommitted records, so the two may read one topic at the same
time, but only one of them may write.

Ids count up from the largest in the topic. An id whose last version was deleted for good may be
given again after a restart, as by Confluent's registry.

On a secured cluster its user needs to describe, create, read and write the topic, and to write under
that transactional id; nothing else. A change takes a transaction, some 20 ms on two busy cores, on
the embedded cluster as on Apache Kafka; reading, and registering what is there already, take none.

## What it judges

Avro schemas are compared by the specification's schema resolution: unqualified names or aliases of
the reader, promotions, unions branch by branch, enums with defaults, sizes, recursive types.
Messages say which version breaks, in which direction, and where in the schema. Schemas are kept in
the one form that Avro's Java library writes, so equal ones share an id whatever their blanks.

Schemas of type \`JSON\` are compared by the rules of Confluent's registry, change by change: types,
bounds, patterns and values that are narrowed break, and widened ones don't. A property may be added
where \`additionalProperties\` were refused (if it is required, with a default), and where they are not
it may go; in between, \`patternProperties\` and the schema of \`additionalProperties\` must cover it. The
same holds of the items of a tuple. Parts of \`anyOf\`, \`oneOf\` and \`allOf\` are matched one to one.
References are followed, within the schema and to others by name, round in circles too. What
\`if\`, \`format\`, \`contains\` and \`propertyNames\` say is not compared, as there. Other than there, one of
the values of an \`enum\` may become a \`const\`'s and the other way round, and \`multipleOf\` may be a
fraction.

- \`PROTOBUF\` is refused with 42201.
- There is one context, \`.\`; subjects of others are refused with 42208. Metadata and rules are refused
  with 422.
- It listens on the loopback address, answers requests for other hosts with 421 and those of other
  sites' pages with 403, and knows no logins.

## What it answers
`;

/** docs/REGISTRY.md: what the registry offers and how it differs from Apicurio. */
export function registryPage(): string {
  return [
    INTRODUCTION,
    "| method | path |",
    "| --- | --- |",
    ...ROUTES.map(({ method, path }) => `| ${method} | \`${path}\` |`),
    "",
    "## Beside another registry",
    "",
    `\`deno task test:registry\` sends one list of ${REQUESTS.length} requests to this registry and ` +
    `to Apicurio ${APICURIO_VERSION} (its Confluent API, version 7), and has both judge random chains ` +
    "of schemas at random levels by registering them; chains with two versions that differ in defaults " +
    "alone are left out, since Apicurio takes these for one. Status, error code and, where it says nothing " +
    "of ids, the body must be equal. Where they are not, Confluent's documentation and source judge:",
    "",
    "| request | here | Apicurio | whose | by Confluent |",
    "| --- | --- | --- | --- | --- |",
    ...KNOWN_DIFFERENCES.flatMap(({ whose, why, requests }) =>
      requests.map(([name, ours, theirs], index) =>
        `| ${name} | ${ours} | ${theirs} | ${whose} | ${index === 0 ? why : "as above"} |`
      )
    ),
    "",
    "Of random schemas of JSON Schema, of which one thing was changed each, the verdicts are equal too, " +
    "but for these changes:",
    "",
    "| change | whose | by Confluent |",
    "| --- | --- | --- |",
    ...KNOWN_JSON_DIFFERENCES.flatMap(({ whose, why, changes }) =>
      changes.map((change, index) => `| ${change} | ${whose} | ${index === 0 ? why : "as above"} |`)
    ),
    "",
  ].join("\n");
}
