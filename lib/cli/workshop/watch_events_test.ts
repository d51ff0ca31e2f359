import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { LabFiles } from "../../workshop/mod.ts";
import { keysIn, watchEvents } from "./watch_events.ts";

const LAB = {
  title: "A sample",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;

async function withTasks(body: (files: readonly LabFiles[]) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  const root = new URL(`file://${folder}/`);
  const files = ["01", "02"].map((number) =>
    new LabFiles({ ...LAB, number, name: "sample" }, root)
  );
  try {
    await Deno.mkdir(new URL("tasks/", root));
    for (const each of files) await Deno.writeTextFile(each.task, "before");
    await body(files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a save is an event of its lab; a file written again as it was is none", async () => {
  await withTasks(async ([first, second]) => {
    const stop = new AbortController();
    const saved: string[] = [];
    const watching = (async () => {
      const events = watchEvents([first!, second!], { keys: false, signal: stop.signal });
      for await (const event of events) if (event.type === "saved") saved.push(event.lab.number);
    })();
    // Until the watcher is there, nobody hears of a save: write until one is heard.
    let version = 0;
    await waitFor(async () => {
      await Deno.writeTextFile(second!.task, `version ${version++}`);
      return saved.length > 0;
    }, { what: "the first save", intervalMs: 200 });
    await Deno.writeTextFile(first!.task, "before");
    const heard = saved.length;
    await Deno.writeTextFile(second!.task, "the last one");
    await waitFor(() => saved.length > heard, { what: "the last save" });
    stop.abort();
    await watching;
    assertEquals(new Set(saved), new Set(["02"]));
  });
});

Deno.test("a task that is gone is told once, one that is replaced never, one put back is a save", async () => {
  await withTasks(async ([first, second]) => {
    const stop = new AbortController();
    const heard: string[] = [];
    const watching = (async () => {
      const events = watchEvents([first!, second!], { keys: false, signal: stop.signal });
      for await (const event of events) {
        if (event.type === "gone") heard.push(event.message.replace(/^.*tasks/, "tasks"));
        else if (event.type === "saved") heard.push(`saved ${event.lab.number}`);
      }
    })();
    let version = 0;
    await waitFor(async () => {
      await Deno.writeTextFile(first!.task, `version ${version++}`);
      return heard.length > 0;
    }, { what: "the first save", intervalMs: 200 });
    await Deno.remove(second!.task);
    const gone = "tasks/02_sample.ts is gone: deno task reset 02 puts it back";
    await waitFor(() => heard.includes(gone), { what: "the loss to be told" });
    await Deno.remove(first!.task);
    await Deno.writeTextFile(first!.task, "replaced");
    await Deno.writeTextFile(second!.task, "back");
    await waitFor(() => heard.includes("saved 02"), { what: "the return to be told" });
    stop.abort();
    await watching;
    assertEquals(heard.filter((what) => !what.startsWith("saved")), [gone]);
  });
});

Deno.test("an arrow is one key, and what was typed at once is several", () => {
  assertEquals(keysIn("hs"), ["h", "s"]);
  assertEquals(keysIn("\x1b[Aq\x1bOP\x1b[3~\x1b"), ["\x1b[A", "q", "\x1bOP", "\x1b[3~", "\x1b"]);
});
