import { assertEquals } from "@std/assert";
import { documents } from "./documents.ts";
import { ROOT } from "./project_tasks.ts";

/** What becomes of a command that a document shows. */
type Treatment =
  | { readonly codes: readonly number[] }
  /** Takes long or is shown elsewhere, waits for keys, serves until it is stopped, or is not ours. */
  | "elsewhere"
  | "interactive"
  | "serves"
  | "not ours";

/** Every command of the documents; one that is missing here fails the suite. */
const COMMANDS: readonly (readonly [RegExp, Treatment])[] = [
  [/^npx -y deno@2\.9\.6 task (demo|test|doctor|lab:\d\d)\b/, "elsewhere"],
  [/^(npx -y deno@2\.9\.6|DENO_DIR=\S+ deno) install --frozen$/, "elsewhere"],
  [/^deno task (broker|dashboard)\b/, "serves"],
  [/^deno task (kafka:start|lab:\d\d --kafka|verify --report \S+ --name \S+)$/, "elsewhere"],
  [/^deno task ok$/, "elsewhere"],
  [/^deno task (lab:new|lab:check|lab 18)\b/, "elsewhere"],
  [/^deno task (dlq|topics|groups|messages)\b/, "elsewhere"],
  [/^deno task watch\b/, "interactive"],
  [/^(LOG_LEVEL=DEBUG )?deno task consume\b/, "serves"],
  [/^deno task (proxy|wire)\b/, "serves"],
  [/^deno task registry\b/, "serves"],
  [/^deno task schemas diff\b/, { codes: [0] }],
  [/^deno task (schemas|test:avro)\b/, "elsewhere"],
  [/^(deno upgrade|curl)\b/, "not ours"],
  [/^deno install --frozen$/, { codes: [0] }],
  [/^deno task (lab|lab:\d\d|doctor)$/, { codes: [0] }],
  [/^deno task test:parts\b/, { codes: [0] }],
  [/^deno task verify( \d\d)?$/, { codes: [1] }],
  [/^deno task hint \d\d$/, { codes: [0] }],
  [/^deno task kafka:status$/, { codes: [0, 1] }],
];

const commands = new Set<string>();
for (const path of await documents()) {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  for (const [, block] of text.matchAll(/```(?:sh|bash|powershell)\n(.*?)```/gs)) {
    for (const line of block!.split("\n")) {
      const command = line.split(" #")[0]!.trim();
      if (/\bdeno\b/.test(command)) commands.add(command);
    }
  }
}

Deno.test("each command in the documents is known here", () => {
  const unknown = [...commands].filter((line) => !COMMANDS.some(([form]) => form.test(line)));
  assertEquals(unknown, []);
});

for (const command of commands) {
  const treatment = COMMANDS.find(([form]) => form.test(command))?.[1];
  if (typeof treatment !== "object") continue;
  Deno.test(`the documents' command runs: ${command}`, async () => {
    const [program, ...args] = wordsOf(command);
    assertEquals(program, "deno");
    const { code, stdout, stderr } = await new Deno.Command("deno", { args }).output();
    const output = `${new TextDecoder().decode(stdout)}${new TextDecoder().decode(stderr)}`;
    assertEquals(treatment.codes.includes(code), true, `exit code ${code}\n${output}`);
  });
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}
