import { apiVersions, MESSAGES } from "../protocol/mod.ts";
import { type Difference, DIFFERENCES } from "./contract/differences.ts";
import { HANDLERS } from "./handlers/all.ts";
import type { ApiRange } from "./handlers/handler.ts";

const FOLDER = new URL("./handlers/", import.meta.url);

const INTRODUCTION = `# Protocol

What the embedded cluster speaks. This page is made from its handlers by \`deno task protocol\`; a
test fails when it is stale.

Each API was asked of Apache Kafka 4.1.0 in every version that is offered, and the embedded cluster
answers equally: errors, offsets, states and defaults. A client takes the lower of two maxima, so
what stands here decides.

- An unknown API key, and a version that is not offered, close the connection, as in Apache Kafka.
  ApiVersions alone is answered: in version 0, with UNSUPPORTED_VERSION and its own versions.
- A frame of more than 100 MiB, with a negative length, or with lists and texts that are longer than
  the frame, closes its connection; the others go on.
- Produce is offered from 0 and refused below 3: librdkafka compresses nothing when the minimum is
  higher.
`;

/** The text of docs/PROTOCOL.md, before it is formatted. */
export async function protocolPage(): Promise<string> {
  const apis = HANDLERS.toSorted((a, b) => MESSAGES[a.name].key - MESSAGES[b.name].key);
  const sections = await Promise.all(apis.map(section));
  const general = DIFFERENCES.filter((difference) => difference.apis === undefined);
  return [
    INTRODUCTION,
    "## APIs\n",
    table(apis),
    "## Differences to Apache Kafka in all APIs\n",
    general.map(({ what, why }) => `- ${what} ${why}`).join("\n"),
    "\n## Each API\n",
    ...sections,
  ].join("\n");
}

function table(apis: readonly ApiRange[]): string {
  const rows = apis.map(({ name, minVersion, maxVersion }) => {
    const ours = versionsText(minVersion, maxVersion);
    const theirs = versionsText(...apiVersions(name));
    return `| ${MESSAGES[name].key} | [${name}](#${anchor(name)}) | ${ours} | ${theirs} |`;
  });
  return ["| key | API | versions | in Apache Kafka 4.1 |", "|---|---|---|---|", ...rows, ""]
    .join("\n");
}

function versionsText(least: number, most: number): string {
  return least === most ? `${least}` : `${least}–${most}`;
}

/** A heading's name in links. */
function anchor(name: string): string {
  return `${name.toLowerCase()}-${MESSAGES[name as keyof typeof MESSAGES].key}`;
}

async function section({ name }: ApiRange): Promise<string> {
  const { behavior, versionNotes } = await notesOf(name);
  const own = DIFFERENCES.filter(({ apis }) => apis?.includes(name));
  return [
    `### ${name} (${MESSAGES[name].key})\n`,
    `${capital(behavior)}\n`,
    `Versions: ${versionNotes}\n`,
    ...own.map((difference) => `Different from Apache Kafka: ${sentences(difference)}\n`),
  ].join("\n");
}

function sentences({ what, why }: Difference): string {
  return `${what} ${why}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What a handler's file says at its top. */
async function notesOf(api: string): Promise<{ behavior: string; versionNotes: string }> {
  const text = await Deno.readTextFile(new URL(handlerFile(api), FOLDER));
  const head = /^(?:\/\/.*\n)+/.exec(text)?.[0] ?? "";
  const plain = head.replaceAll(/^\/\/ ?/gm, "");
  const [, behavior = "", versionNotes = ""] =
    /^Behavior: (.*?)\n\s*\nVersion notes: (.*)$/s.exec(plain) ?? [];
  return { behavior: behavior.trim(), versionNotes: versionNotes.trim() };
}

/** The file of an API's handler: `DescribeConfigs` stands in `describe_configs.ts`. */
export function handlerFile(api: string): string {
  return `${api.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()}.ts`;
}
