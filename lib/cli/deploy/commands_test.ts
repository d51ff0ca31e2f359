import { assertEquals } from "@std/assert";
import { SYSTEMS } from "../../systems/mod.ts";
import { projectTasks } from "../docs/project_tasks.ts";
import { readProjectFile, readStack } from "./stack.ts";
import { isApp } from "./stack_problems.ts";

const STACK = await readStack();
const APPS = Object.entries(STACK.services).filter(([, service]) => isApp(service));

/** The words of a command, those in a shell's line too. */
function wordsOf(command: readonly string[]): string[] {
  return command.flatMap((part) => part.split(/\s+/));
}

Deno.test("each program of the stack is a task that exists, or a file that the image holds", async () => {
  const tasks = await projectTasks();
  for (const [name, { command = [] }] of APPS) {
    const words = wordsOf(command);
    const named = words.flatMap((word, at) => words[at - 1] === "task" ? [word] : []);
    assertEquals(named.filter((task) => !tasks.has(task)), [], name);
    const files = words.filter((word) => word.endsWith(".ts"));
    await Promise.all(files.map((file) => readProjectFile(file)));
    assertEquals(named.length, 1, name);
  }
});

Deno.test("each program that is a role of a system names one that the system has", () => {
  const roles = APPS.flatMap(([, { command = [] }]) =>
    command[2] === "produce" || command[2] === "consume" ? [command.slice(2)] : []
  );
  const unknown = roles.filter(([task, name, role]) => {
    const system = SYSTEMS.find((one) => one.name === name);
    const its = task === "produce" ? system?.producers : system?.consumers;
    return its === undefined || role !== undefined && !its.some((one) => one.name === role);
  });
  assertEquals(unknown.map((role) => role.join(" ")), []);
  assertEquals(roles.length > 10, true);
});

/** A container's figures are not the machine's: the stack has exporters for those. */
const NO_SERVICE = ["produce platform host"];

Deno.test("each system has its services, and each of its roles one", () => {
  for (const { name: system, producers, consumers } of SYSTEMS) {
    const started = (task: string) =>
      APPS.flatMap(([, { command = [] }]) =>
        command[2] === task && command[3] === system ? [command[4]] : []
      );
    const missing = (task: string, roles: readonly { readonly name: string }[]) =>
      roles.filter(({ name }, at) =>
        !started(task).some((role) => role === name || (role === undefined && at === 0))
      ).map(({ name }) => `${task} ${system} ${name}`);
    const all = [...missing("produce", producers), ...missing("consume", consumers)];
    assertEquals(all.filter((role) => !NO_SERVICE.includes(role)), []);
  }
});
