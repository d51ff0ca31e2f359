import { assertEquals } from "@std/assert";

const ROOT = new URL("../../../", import.meta.url);

async function* sources(folder: string): AsyncIterable<string> {
  for await (const entry of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (path.endsWith(".ts") && !/_(test|bench)\.ts$/.test(path)) yield path;
  }
}

async function importsOf(path: string): Promise<string[]> {
  const source = await Deno.readTextFile(new URL(path, ROOT));
  return [...source.matchAll(/^(?:import|export|\} from)\b[^;]*?"(\.[^"]+)"/gms)]
    .map(([, specifier]) => new URL(specifier!, `file:///${path}`).pathname.slice(1));
}

/** The first circle that can be walked from a file, as its path. */
function circleFrom(
  path: string,
  graph: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  trail: readonly string[] = [],
): string[] | undefined {
  const at = trail.indexOf(path);
  if (at !== -1) return [...trail.slice(at), path];
  if (done.has(path)) return undefined;
  for (const next of graph.get(path) ?? []) {
    const circle = circleFrom(next, graph, done, [...trail, path]);
    if (circle !== undefined) return circle;
  }
  done.add(path);
  return undefined;
}

Deno.test("no files of lib import each other in a circle", async () => {
  const graph = new Map<string, readonly string[]>();
  for await (const path of sources("lib")) graph.set(path, await importsOf(path));
  assertEquals(graph.get("lib/core/mod.ts")?.includes("lib/core/errors.ts"), true);
  const done = new Set<string>();
  for (const path of graph.keys()) {
    assertEquals(circleFrom(path, graph, done)?.join(" → "), undefined);
  }
});

Deno.test("a circle is found", () => {
  const graph = new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]]);
  assertEquals(circleFrom("a", graph, new Set()), ["b", "c", "b"]);
});
