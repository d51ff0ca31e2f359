import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import type { LabEntry } from "../../workshop/mod.ts";
import { manifestWith, tasksWith } from "./register.ts";

const lab = (number: string): LabEntry => ({
  number,
  name: "new_one",
  title: "New one",
  misconception: "It's old",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 30,
});

const entry = (number: string) => `  {\n    number: "${number}",\n    name: "x",\n  },\n`;
const MANIFEST = `export const labs = [\n${entry("01")}${entry("03")}];\n`;

Deno.test("a lab stands on the list where its number belongs", () => {
  const numbers = (text: string) => [...text.matchAll(/number: "(\d\d)"/g)].map(([, each]) => each);
  assertEquals(numbers(manifestWith(MANIFEST, lab("02"))), ["01", "02", "03"]);
  assertEquals(numbers(manifestWith(MANIFEST, lab("18"))), ["01", "03", "18"]);
  assertStringIncludes(manifestWith(MANIFEST, lab("02")), `    misconception: "It's old",\n`);
  assertThrows(() => manifestWith("", lab("02")), ConfigError, "labs/manifest.ts");
});

Deno.test("a lab's task stands among its like, and nothing else of deno.json changes", () => {
  const task = (command: string) => ({ description: "…", command });
  const before = {
    name: "x",
    tasks: { test: task("t"), lab: task("run lab.ts"), "lab:03": task("3"), verify: task("v") },
    lint: {},
  };
  const after = JSON.parse(tasksWith(JSON.stringify(before), lab("02")));
  assertEquals(Object.keys(after.tasks), ["test", "lab", "lab:02", "lab:03", "verify"]);
  assertEquals(after.tasks["lab:02"], {
    description: "Lab 02, new one: its experiment, then its checks",
    command: "run lab.ts 02",
  });
  const { "lab:02": _, ...others } = after.tasks;
  assertEquals({ ...after, tasks: others }, before);
});
