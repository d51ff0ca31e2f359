import { assert, assertEquals } from "@std/assert";
import { createMeter } from "./meter.ts";
import { type MetricKind, METRICS } from "./metrics_table.ts";

interface Asked {
  readonly file: string;
  readonly kind: MetricKind;
  readonly name: string;
  readonly labels: readonly string[];
}

const ASKING = /\.(counter|gauge|histogram)\(\{\s*name: "(\w+)"([^}]*)\}/g;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sources(path);
    else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) yield path;
  }
}

async function allAsked(): Promise<Asked[]> {
  const asked: Asked[] = [];
  for await (const file of sources("lib")) {
    for (const [, kind, name, rest] of (await Deno.readTextFile(file)).matchAll(ASKING)) {
      const labels = /labels: \[([^\]]*)\]/.exec(rest!)?.[1] ?? "";
      asked.push({
        file,
        kind: kind as MetricKind,
        name: name!,
        labels: [...labels.matchAll(/"(\w+)"/g)].map((label) => label[1]!),
      });
    }
  }
  return asked;
}

Deno.test("every instrument that any part asks for is in the table, with these labels", async () => {
  const meter = createMeter({ strict: true });
  const asked = await allAsked();
  assert(asked.length > 10, `only ${asked.length} found`);
  const refused = asked.flatMap(({ file, kind, name, labels }) => {
    try {
      meter[kind]({ name, help: "", labels });
      return [];
    } catch (error) {
      return [`${file}: ${(error as Error).message}`];
    }
  });
  assertEquals(refused, []);
});

Deno.test("every metric of the table is set by some part", async () => {
  const named = new Set<string>();
  for await (const file of sources("lib")) {
    if (/metrics_table|^lib\/(cli|workshop)\//.test(file)) continue;
    for (const [, name] of (await Deno.readTextFile(file)).matchAll(/"([a-z_]+)"/g)) {
      named.add(name!);
    }
  }
  assertEquals(Object.keys(METRICS).filter((name) => !named.has(name)), []);
});
