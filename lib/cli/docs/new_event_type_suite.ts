import { assertEquals } from "@std/assert";
import { ROOT } from "./project_tasks.ts";

const PAGE = "docs/systems/file_events.md";
const TYPE = "file-renamed";
/** What the project's code needs to run elsewhere. */
const COPIED = ["lib", "schemas", "vendor", "deno.json", "deno.lock"];
/** What of it is not needed there. */
const LEFT_OUT = /_test\.tsx?$|\/lib\/(cli|workshop|dashboard|proxy|registry)$/;

/** Sends events of every type through the system in the copy, and prints what was stored. */
const PROBE = `
import { Cluster } from "./lib/broker/mod.ts";
import { seededRandom, waitFor } from "./lib/core/mod.ts";
import { connectKafka } from "./lib/kafka/mod.ts";
import { openSqliteStore } from "./lib/storage/mod.ts";
import { startFileEventsConsumer, startFileEventsProducer } from "./lib/systems/mod.ts";

await using cluster = await Cluster.start();
await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
await using store = openSqliteStore({ path: ":memory:" });
await using consumer = await startFileEventsConsumer(kafka, { store });
const options = { intervalMs: 0, count: 300, random: seededRandom("guide") };
await using producer = await startFileEventsProducer(kafka, options);
await producer.closed;
await waitFor(() => consumer.statistics().events.stored === 300, { what: "300 events" });
console.log(JSON.stringify(consumer.statistics().events));
`;

interface Step {
  readonly file: string;
  apply(text: string): string;
}

Deno.test("the four steps to a new event type lead to one, as they stand in the guide", async () => {
  const guide = (await Deno.readTextFile(new URL(PAGE, ROOT))).split("## Adding an event type")[1]!;
  const steps = stepsOf(guide);
  assertEquals(steps.length >= 4, true, `only ${steps.length} steps are found`);
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs" });
  try {
    for (const name of COPIED) await copy(new URL(name, ROOT).pathname, `${folder}/${name}`);
    for (const { file, apply } of steps) {
      const path = `${folder}/${file}`;
      await Deno.writeTextFile(path, apply(await Deno.readTextFile(path).catch(() => "")));
    }
    await Deno.writeTextFile(`${folder}/probe.ts`, PROBE);
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: [
        "run",
        "--check",
        "--quiet",
        "--no-prompt",
        "--ignore-env",
        "--allow-read",
        "--allow-net",
        "probe.ts",
      ],
      cwd: folder,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const { byType, refused } = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(byType[TYPE] > 0, true, JSON.stringify(byType));
    assertEquals(refused, { envelope: 0, event_type: 0, payload: 0 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function stepsOf(guide: string): Step[] {
  return [...guide.matchAll(/```(json|diff)\n(.*?)```/gs)].map(([, kind, block]) =>
    kind === "json" ? schemaStep(block!) : changeStep(block!)
  );
}

function schemaStep(block: string): Step {
  const { $id } = JSON.parse(block) as { readonly $id: string };
  return { file: `schemas/${$id}`, apply: () => block };
}

function changeStep(block: string): Step {
  const [head = "", ...lines] = block.trimEnd().split("\n");
  const text = (kept: readonly string[]) => kept.map((line) => line.slice(1)).join("\n");
  const before = text(lines.filter((line) => !line.startsWith("+")));
  return {
    file: head.replace("--- ", ""),
    apply(source) {
      assertEquals(source.split(before).length, 2, `${head} has it not once: ${before}`);
      return source.replace(before, () => text(lines));
    },
  };
}

async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    if (LEFT_OUT.test(`${from}/${name}`)) continue;
    await copy(`${from}/${name}`, `${to}/${name}`);
  }
}
