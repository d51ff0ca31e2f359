import { assertEquals } from "@std/assert";
import { consumerNamed, producerNamed, systemNamed } from "../../systems/mod.ts";
import { PATTERN_NAMES } from "../demo/patterns.ts";
import { SCENARIO_NAMES } from "../demo/scenarios.ts";
import { documents } from "./documents.ts";
import { ROOT } from "./project_tasks.ts";

const PAGE = await Deno.readTextFile(new URL("docs/COMMANDS.md", ROOT));

/** What the documents' makefile and scripts are called with. */
const TARGETS = [
  ...["setup", "start-kafka", "stop-kafka", "start-producer", "start-consumer", "test"],
  ...["start-avro-producer", "start-avro-consumer", "test-avro"],
].flatMap((name) => [`make ${name}`, `make ${name}-mac`]).filter((name) =>
  name !== "make stop-kafka-mac"
);
const OTHERS = [
  ...["dev-setup", "full-test", "build", "deploy", "lint", "format", "logs"].map((name) =>
    `make ${name}`
  ),
  ...["start", "status", "stop", "cleanup", "demo", "demo-events", "demo-logs", "demo-metrics"]
    .map((name) => `./${name}.sh`),
  "make stop-kafka-mac",
  "./demo-consumer-groups.sh",
  "scripts/setup.sh",
  "scripts/teardown.sh",
];

Deno.test("every command of the documents has a task, another command, or the reason for none", () => {
  const rows = PAGE.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()))
    .filter(([theirs]) => theirs !== "the document has" && !/^-+$/.test(theirs!));
  assertEquals(rows.length > 80, true, `only ${rows.length} rows`);
  const unanswered = rows.filter(([, ours = ""]) => !/`|^none: \w+|^the same/.test(ours));
  assertEquals(unanswered, []);
});

Deno.test("every make target and script of the documents has its row", () => {
  const named = new Set([...PAGE.matchAll(/`([^`]+)`/g)].map(([, span]) => span));
  assertEquals([...TARGETS, ...OTHERS].filter((name) => !named.has(name)), []);
});

Deno.test("systems, roles and scenarios that a document names are there", async () => {
  let checked = 0;
  for (const path of await documents()) {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const roles = /\bdeno task (produce|consume) ([a-z]\w*)(?: ([a-z]\w*))?(?=[ `\n]|$)/gm;
    for (const [, side, system, role] of text.matchAll(roles)) {
      const named = systemNamed(system!);
      const name = role === undefined ? [] : [role];
      side === "produce" ? producerNamed(named, ...name) : consumerNamed(named, ...name);
      checked++;
    }
    for (const [, name] of text.matchAll(/\bdemo --scenario ([a-z][\w-]*)/g)) {
      assertEquals([...SCENARIO_NAMES, ...PATTERN_NAMES].includes(name!), true, `${path}: ${name}`);
      checked++;
    }
  }
  assertEquals(checked > 40, true, `only ${checked} places`);
});

Deno.test("every service that the page asks Docker Compose for is one", async () => {
  const stack = await Deno.readTextFile(new URL("docker-compose.yml", ROOT));
  const forms = [
    /docker compose (?:logs|exec|restart|ps|up)(?: --?\w+)* ([a-z][\w-]*)/g,
    /--scale ([\w-]+)=/g,
  ];
  const named = forms.flatMap((form) => [...PAGE.matchAll(form)].map(([, service]) => service!));
  assertEquals(named.length > 5, true, `only ${named.length} services`);
  assertEquals(named.filter((name) => !stack.includes(`\n  ${name}:\n`)), []);
});
