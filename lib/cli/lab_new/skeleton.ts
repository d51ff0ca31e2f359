import { type LabEntry, labId } from "../../workshop/mod.ts";

const TEMPLATE = new URL("./template/", import.meta.url);
const IN_FOLDER = [
  "README.md",
  "hints.md",
  "lab.ts",
  "check.ts",
  "board.ts",
  "stub.ts",
  "mutants/makes_it_up.ts",
  "mutants/sends_again.ts",
  "mutants/hides_the_error.ts",
];

/**
 * The files of a new lab by their paths: a small example that can be proved as it stands, to be
 * replaced piece by piece.
 */
export async function skeletonOf(lab: LabEntry): Promise<ReadonlyMap<string, string>> {
  const id = labId(lab);
  const files = new Map<string, string>();
  for (const name of IN_FOLDER) files.set(`labs/${id}/${name}`, await filled(name, lab));
  files.set(`solutions/${id}.ts`, await filled("solution.ts", lab));
  return files;
}

async function filled(name: string, lab: LabEntry): Promise<string> {
  const template = await Deno.readTextFile(new URL(`${name}.txt`, TEMPLATE));
  const words: Readonly<Record<string, string>> = {
    NN: lab.number,
    id: labId(lab),
    name: lab.name.replaceAll("_", " "),
    title: lab.title,
    misconception: lab.misconception,
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word]!);
}
