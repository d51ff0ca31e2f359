import { messageOf } from "../core/mod.ts";
import { parseHints } from "./hints.ts";
import type { LabFiles } from "./lab_files.ts";
import { labId } from "./lab_entry.ts";
import { shortPath } from "./subject_failure.ts";

/** How many words a lab's README may have: ten minutes at two hundred a minute. */
export const LONGEST_README_WORDS = 2000;
const LAST_SECTION = "What is whose";

/** What is wrong with a lab's README and hints; nothing when they are as they should be. */
export async function textProblems(files: LabFiles): Promise<string[]> {
  const readme = await textOf(files.readme);
  const hints = await textOf(files.hints);
  if (typeof readme !== "string" || typeof hints !== "string") {
    return [readme, hints].flatMap((text) => typeof text === "string" ? [] : [text.problem]);
  }
  const sources = await sourcesOf(files);
  return [
    ...readmeProblems(readme, files),
    ...hintProblems(hints, files),
    ...await linkProblems(readme, files.readme),
    ...await linkProblems(hints, files.hints),
    ...codeProblems(readme, sources).map((problem) => `README.md: ${problem}`),
  ];
}

async function textOf(url: URL): Promise<string | { readonly problem: string }> {
  try {
    return await Deno.readTextFile(url);
  } catch (error) {
    return { problem: `${shortPath(url)} can't be read: ${messageOf(error)}` };
  }
}

function readmeProblems(readme: string, { lab }: LabFiles): string[] {
  const words = readme.split(/\s+/).length;
  const last = [...readme.matchAll(/^## (.+)$/gm)].at(-1)?.[1];
  return [
    words > LONGEST_README_WORDS && `it has ${words} words of ${LONGEST_README_WORDS}`,
    !readme.includes(`deno task lab:${lab.number}`) &&
    `it does not name deno task lab:${lab.number}`,
    !readme.includes(`tasks/${labId(lab)}.ts`) && `it does not name tasks/${labId(lab)}.ts`,
    last !== LAST_SECTION && `its last section is not "${LAST_SECTION}"`,
  ].flatMap((problem) => problem === false ? [] : [`README.md: ${problem}`]);
}

function hintProblems(hints: string, files: LabFiles): string[] {
  // Code that can be pasted is no hint.
  if (/^```\w/m.test(hints)) return ["hints.md: it has code of a language; use pseudocode"];
  try {
    parseHints(hints, shortPath(files.hints));
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

async function linkProblems(markdown: string, file: URL): Promise<string[]> {
  const defined = new Map(
    [...markdown.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, target]) => [name!, target!]),
  );
  const named = [...markdown.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name!);
  const inline = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const problems = named.filter((name) => !defined.has(name))
    .map((name) => `the link [${name}] leads nowhere`);
  for (const target of [...inline, ...defined.values()]) {
    if (target.startsWith("https://") || target.startsWith("#")) continue;
    const isThere = /^\w+:/.test(target) === false &&
      await Deno.stat(new URL(target.split("#")[0]!, file)).then(() => true, () => false);
    if (!isThere) problems.push(`the link to ${target} leads nowhere`);
  }
  return problems.map((problem) => `${file.pathname.split("/").at(-1)}: ${problem}`);
}

/** The texts of the lab's own files, in which code of the README has to stand. */
async function sourcesOf(files: LabFiles): Promise<string[]> {
  const folder = new URL(".", files.readme);
  const urls = [files.solution, files.stub];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ts")) urls.push(new URL(name, folder));
  }
  const texts = await Promise.all(urls.map(textOf));
  return texts.filter((text) => typeof text === "string").map(plain);
}

function codeProblems(readme: string, sources: readonly string[]): string[] {
  return [...readme.matchAll(/^```(?:ts|js|typescript|javascript|json)\n(.*?)^```$/gms)]
    .map(([, code]) => code!)
    .filter((code) => !sources.some((source) => source.includes(plain(code))))
    .map((code) => `the code "${code.trim().split("\n")[0]}" stands in no file of the lab`);
}

/** However it is indented. */
function plain(code: string): string {
  return code.trim().split("\n").map((line) => line.trim()).join("\n");
}
