import { ConfigError } from "../../core/mod.ts";
import { labCommand, type LabEntry } from "../../workshop/mod.ts";

/** The text of labs/manifest.ts with one lab more, at its place by number. */
export function manifestWith(manifest: string, lab: LabEntry): string {
  const later = [...manifest.matchAll(/^ {2}\{\n {4}number: "(\d\d)",$/gm)]
    .find(([, number]) => number! > lab.number);
  const at = later?.index ?? manifest.lastIndexOf("];\n");
  if (at === -1) throw new ConfigError("labs/manifest.ts ends with no list: put it back");
  return manifest.slice(0, at) + entryText(lab) + manifest.slice(at);
}

function entryText(lab: LabEntry): string {
  const { number, name, title, misconception, minutes } = lab;
  return [
    "  {",
    `    number: ${JSON.stringify(number)},`,
    `    name: ${JSON.stringify(name)},`,
    `    title: ${JSON.stringify(title)},`,
    `    misconception: ${JSON.stringify(misconception)},`,
    "    documents: [],",
    "    cluster: { brokers: 1 },",
    `    minutes: ${minutes},`,
    "  },\n",
  ].join("\n");
}

interface Task {
  readonly description: string;
  readonly command: string;
}

/** The text of deno.json with the task of one lab more, among its like. */
export function tasksWith(denoJson: string, lab: LabEntry): string {
  const project = JSON.parse(denoJson) as { tasks: Record<string, Task> };
  const all = Object.entries(project.tasks);
  const command = project.tasks["lab"]?.command;
  if (command === undefined) throw new ConfigError("deno.json has no task lab: put it back");
  const name = `lab:${lab.number}`;
  const before = all.filter(([other]) => other === "lab" || /^lab:\d\d$/.test(other))
    .filter(([other]) => other < name).at(-1);
  const at = all.findIndex(([other]) => other === before?.[0]) + 1;
  const title = lab.title.charAt(0).toLowerCase() + lab.title.slice(1);
  const task: Task = {
    description: `Lab ${lab.number}, ${title}: its experiment, then its checks`,
    command: labCommand(command, lab.number),
  };
  const tasks = Object.fromEntries(all.toSpliced(at, 0, [name, task]));
  return `${JSON.stringify({ ...project, tasks }, null, 2)}\n`;
}
