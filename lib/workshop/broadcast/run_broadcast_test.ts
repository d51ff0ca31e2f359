import { assert, assertEquals } from "@std/assert";
import { colourPen, Screen } from "../draw/mod.ts";
import { openRunBroadcast } from "./run_broadcast.ts";
import { RunReader } from "./run_reader.ts";

const HEAD = { command: "lab", labs: ["02"], seed: "c0ffee" };

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what a run shows can be read while it goes on, piece by piece", async () => {
  await inFolder(async (folder) => {
    const reader = new RunReader(folder);
    using run = openRunBroadcast(HEAD, { folder });
    const screen = new Screen({ write() {}, colour: true, onShown: run.onShown });
    screen.say(`Both ${screen.pen.bold("replicas")} answer`);
    const [listed] = await reader.list();
    assertEquals([listed!.id, listed!.running, listed!.seed], [run.id, true, "c0ffee"]);
    const first = (await reader.read(run.id!))!;
    assertEquals(first.events.map((event) => event.type === "shown" && event.shown), [
      { kind: "say", text: "Both replicas answer" },
    ]);
    screen.table([{ title: "offset", align: "right" }], [[9007199254740993n]]);
    const second = (await reader.read(run.id!, first.next))!;
    assertEquals(second.events.map((event) => event.type === "shown" && event.shown), [{
      kind: "table",
      columns: [{ title: "offset", align: "right" }],
      rows: [["9007199254740993"]],
    }]);
    assertEquals((await reader.read(run.id!, second.next))!.events, []);
  });
});

Deno.test("every way to show something is told once, in its own form", () => {
  const kinds: string[] = [];
  const lines: string[] = [];
  const screen = new Screen({
    write: (line) => lines.push(line),
    onShown: ({ kind }) => kinds.push(kind),
  });
  screen.heading("Losing an answer");
  screen.line();
  screen.say("One batch, two answers");
  screen.table([{ title: "a" }], [[1]]);
  screen.bars([{ label: "acks=all", value: 3 }], { unit: " ms" });
  screen.timeline([{ label: "member", marks: [{ atMs: 1, text: "joins" }] }]);
  screen.strip([{ label: "0", cells: ["a"] }]);
  assertEquals(kinds, ["heading", "text", "say", "table", "bars", "timeline", "strip"]);
  assertEquals(lines.length, 11);
});

Deno.test("a run that has ended says so, and one that was killed is not running", async () => {
  await inFolder(async (folder) => {
    const reader = new RunReader(folder);
    const run = openRunBroadcast(HEAD, { folder });
    run[Symbol.dispose]();
    assertEquals((await reader.list()).map(({ running }) => running), [false]);
    assertEquals((await reader.read(run.id!))!.events.at(-1)!.type, "end");
    const child = new Deno.Command("deno", {
      args: [
        "eval",
        "--quiet",
        `import { openRunBroadcast } from "${import.meta.resolve("./run_broadcast.ts")}";
         openRunBroadcast({ command: "verify", labs: [], seed: "s" }, { folder: "${folder}" });
         console.log("open");
         await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      ],
      stdout: "piped",
    }).spawn();
    const output = child.stdout.getReader();
    await output.read();
    assertEquals((await reader.list())[0]!.running, true);
    child.kill("SIGKILL");
    await child.status;
    await output.cancel();
    assertEquals((await reader.list()).map((one) => [one.command, one.running]), [
      ["verify", false],
      ["lab", false],
    ]);
  });
});

Deno.test("only the newest of the ended runs stay, and running ones are left alone", async () => {
  await inFolder(async (folder) => {
    using going = openRunBroadcast(HEAD, { folder, keep: 1 });
    for (let count = 0; count < 4; count++) {
      openRunBroadcast(HEAD, { folder, keep: 1 })[Symbol.dispose]();
    }
    const runs = await new RunReader(folder).list();
    assertEquals(runs.length, 3);
    assert(runs.some(({ id }) => id === going.id));
  });
});

Deno.test("a run that tells too much is cut, and says so", async () => {
  await inFolder(async (folder) => {
    using run = openRunBroadcast(HEAD, { folder, maxBytes: 1000 });
    const screen = new Screen({ write() {}, onShown: run.onShown });
    for (let count = 0; count < 100; count++) screen.line("x".repeat(100));
    const { events } = (await new RunReader(folder).read(run.id!))!;
    assertEquals(events.at(-1)!.type, "cut");
    assertEquals(events.filter(({ type }) => type === "cut").length, 1);
    assert(events.length < 10);
  });
});

Deno.test("a place that can't be written keeps no run from working", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    using run = openRunBroadcast(HEAD, { folder: `${folder}/file/deeper` });
    run.onShown({ kind: "say", text: "nobody hears it" });
    assertEquals(run.id, undefined);
    assertEquals(await new RunReader(`${folder}/nothing`).list(), []);
  });
});

Deno.test("names that are no runs open no files, and edited lines are passed over", async () => {
  await inFolder(async (folder) => {
    const reader = new RunReader(folder);
    for (const id of ["../secret", "..%2f", "", "1", "1".repeat(13)]) {
      assertEquals(await reader.read(id), undefined);
    }
    await Deno.writeTextFile(`${folder}/1700000000000-0000beef.ndjson`, "{}\nnot JSON\n7\n{");
    assertEquals(await reader.read("1700000000000-0000beef"), { events: [], next: 14 });
    assertEquals((await reader.list())[0]!.running, false);
  });
});

Deno.test("colours are for terminals", async () => {
  await inFolder(async (folder) => {
    using run = openRunBroadcast(HEAD, { folder });
    run.onShown({ kind: "text", lines: [colourPen.red("lost"), "kept"] });
    const [event] = (await new RunReader(folder).read(run.id!))!.events;
    assertEquals(event?.type === "shown" && event.shown, {
      kind: "text",
      lines: ["lost", "kept"],
    });
  });
});
