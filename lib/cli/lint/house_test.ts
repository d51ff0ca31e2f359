import { assertEquals } from "@std/assert";
import plugin from "./house.ts";
import { IMPORT_TABLE, importProblem } from "./import_table.ts";

function messages(path: string, source: string): string[] {
  const root = new URL("../../../", import.meta.url).pathname;
  return Deno.lint.runPlugin(plugin, `${root}${path}`, source).map((found) => found.message);
}

Deno.test("a folder imports only what the table allows, through mod.ts", () => {
  assertEquals(messages("lib/consumer/a.ts", `import { x } from "../kafka/mod.ts";`), []);
  assertEquals(messages("lib/consumer/a.ts", `export type { X } from "../producer/mod.ts";`), [
    "lib/consumer may not import lib/producer: it may import core, kafka",
  ]);
  assertEquals(messages("lib/consumer/a.ts", `await import("../kafka/port.ts");`), [
    "Import lib/kafka through lib/kafka/mod.ts, not lib/kafka/port.ts",
  ]);
  assertEquals(messages("lib/consumer/a_test.ts", `import "../producer/mod.ts";`), []);
  assertEquals(messages("lib/cli/a.ts", `import "../producer/mod.ts";`), []);
  assertEquals(messages("lib/producer/a.ts", `import "../cli/mod.ts";`).length, 1);
});

Deno.test("learner code imports lib's mod.ts only, and nobody imports it", () => {
  assertEquals(importProblem("tasks/01_first_record.ts", "lib/producer/mod.ts"), undefined);
  assertEquals(
    importProblem("tasks/01_first_record.ts", "solutions/01_first_record.ts"),
    "Nothing imports solutions/: the workshop loads learner code in its own process",
  );
  assertEquals(importProblem("labs/01_first_record/check.ts", "lib/broker/mod.ts"), undefined);
});

Deno.test("a client that is there to compare with stays in the benches", () => {
  const source = `import { Producer } from "@platformatic/kafka";`;
  assertEquals(messages("lib/cli/bench/matrix.ts", source).length, 1);
  assertEquals(messages("lib/kafka/a_test.ts", source).length, 1);
  assertEquals(messages("lib/cli/bench/platformatic_bench.ts", source), []);
});

Deno.test("kafkajs, the environment and the exit each have one place", () => {
  assertEquals(messages("lib/producer/a.ts", `import { Kafka } from "kafkajs";`).length, 1);
  assertEquals(messages("lib/cli/a.ts", `import "npm:kafkajs@2.2.4/src/index.js";`).length, 1);
  assertEquals(messages("lib/kafka/a.ts", `import { Kafka } from "kafkajs";`), []);
  assertEquals(messages("lib/producer/a.ts", `Deno.env.get("A");`).length, 1);
  assertEquals(messages("lib/config/a.ts", `Deno.env.get("A");`), []);
  assertEquals(messages("lib/workshop/a.ts", `Deno.exit(1);`).length, 1);
  assertEquals(messages("lib/cli/a.ts", `Deno.exit(1);`), []);
});

Deno.test("the import table has no circle", () => {
  const visit = (folder: string, path: readonly string[]): void => {
    assertEquals(path.includes(folder), false, [...path, folder].join(" → "));
    for (const next of IMPORT_TABLE[folder] ?? []) visit(next, [...path, folder]);
  };
  Object.keys(IMPORT_TABLE).forEach((folder) => visit(folder, []));
});
