import { ROOT } from "./project_tasks.ts";

/** Every document of the project, as paths from its root. */
export async function documents(): Promise<string[]> {
  const docs: string[] = ["README.md", "CHANGELOG.md"];
  for (const folder of ["docs/", "docs/systems/"]) {
    for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
      if (entry.name.endsWith(".md")) docs.push(`${folder}${entry.name}`);
    }
  }
  for await (const entry of Deno.readDir(new URL("labs/", ROOT))) {
    if (entry.isDirectory) docs.push(`labs/${entry.name}/README.md`);
  }
  return docs.sort();
}
