import { assertEquals } from "@std/assert";
import { LabFiles } from "./lab_files.ts";
import { textProblems } from "./lab_texts.ts";

const LAB = {
  number: "90",
  name: "texts",
  title: "Texts",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;
const README = `# Lab 90

Run \`deno task lab:90\`, fill [the task](../../tasks/90_texts.ts), see [Kafka's page][page].

\`\`\`ts
  export const echo = (text: string) => text;
\`\`\`

## What is whose

[page]: https://kafka.apache.org/documentation/
`;
const HINTS = "## 1 A question\n\na\n\n## 2 What to look up\n\nb\n\n## 3 Pseudocode\n\nc\n";

/** What is said of texts that were changed in one place. */
async function problemsOf(
  change: (text: string) => string,
  of: "README.md" | "hints.md" = "README.md",
): Promise<string[]> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  const write = (path: string, text: string) =>
    Deno.writeTextFile(`${folder}/${path}`, path.endsWith(of) ? change(text) : text);
  try {
    await Deno.mkdir(`${folder}/labs/90_texts`, { recursive: true });
    await Deno.mkdir(`${folder}/tasks`);
    await Deno.mkdir(`${folder}/solutions`);
    await write("tasks/90_texts.ts", "");
    await write("solutions/90_texts.ts", "export const echo = (text: string) => text;\n");
    await write("labs/90_texts/stub.ts", "");
    await write("labs/90_texts/README.md", README);
    await write("labs/90_texts/hints.md", HINTS);
    return await textProblems(new LabFiles(LAB, new URL(`file://${folder}/`)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("texts that are as they should be have no problem", async () => {
  assertEquals(await problemsOf((text) => text), []);
});

const WRONG: readonly [(text: string) => string, string][] = [
  [(text) => text.replace("lab:90", "lab:91"), "it does not name deno task lab:90"],
  [(text) => text + "word ".repeat(2000), "it has 2030 words of 2000"],
  [(text) => text + "\n## Appendix\n", `its last section is not "What is whose"`],
  [(text) => text.replace("[page]:", "[other]:"), "the link [page] leads nowhere"],
  [
    (text) => text.replace("](../../tasks", "](../tasks"),
    "the link to ../tasks/90_texts.ts leads nowhere",
  ],
  [
    (text) => text.replace("https:", "http:"),
    "the link to http://kafka.apache.org/documentation/ leads nowhere",
  ],
  [
    (text) => text.replace("(text: string)", "(text)"),
    `the code "export const echo = (text) => text;" stands in no file of the lab`,
  ],
];
for (const [change, problem] of WRONG) {
  Deno.test(`a README is told: ${problem}`, async () => {
    assertEquals(await problemsOf(change), [`README.md: ${problem}`]);
  });
}

Deno.test("hints are three, and none can be pasted", async () => {
  const [missing] = await problemsOf((text) => text.replace("## 2", "## 4"), "hints.md");
  assertEquals(missing?.includes(`needs the sections "## 1 …"`), true);
  assertEquals(
    await problemsOf((text) => text + "\n```ts\nreturn 1;\n```\n", "hints.md"),
    ["hints.md: it has code of a language; use pseudocode"],
  );
});
