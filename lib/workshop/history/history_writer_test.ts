import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { AT, ONE_OF_EACH } from "./_one_of_each.ts";
import type { Happening, HistoryEvent } from "./event.ts";
import { HistoryWriter, Recording } from "./history_writer.ts";
import { HistoryError, mergeHistories, readHistory } from "./read_history.ts";
import { runClock } from "./run_clock.ts";

async function collect(events: AsyncIterable<HistoryEvent>): Promise<HistoryEvent[]> {
  return await Array.fromAsync(events);
}

Deno.test("every kind of event is read back as it was recorded", async () => {
  await using folder = await openRunFolder("history");
  const path = `${folder.path}/h.ndjson`;
  {
    using history = HistoryWriter.create(path, { process: "a" });
    for (const happening of ONE_OF_EACH) history.as("b").record(happening);
  }
  const events = await collect(readHistory(path));
  assertEquals(events.map(({ t: _t, p: _p, ...happening }) => happening as Happening), [
    ...ONE_OF_EACH,
  ]);
  assertEquals(new Set(events.map((event) => event.p)), new Set(["b"]));
  assertEquals(
    events.map((event) => event.t),
    events.map((event) => event.t).sort((a, b) => a - b),
  );
});

Deno.test("a bad line is named by file, number and what is wrong with it", async () => {
  await using folder = await openRunFolder("history");
  const path = `${folder.path}/h.ndjson`;
  const good = `{"t":1,"p":"a","type":"fault","name":"f","phase":"end"}`;
  for (
    const [line, why] of [
      ["{", "it is no JSON"],
      ["[]", "it is no JSON object"],
      [`{"p":"a","type":"fault"}`, `"t" is no number`],
      [`{"t":1,"p":"a","type":"fault","phase":"end"}`, `"name" of fault may not be missing`],
      [`{"t":1,"p":"a","type":"fault","name":"f","phase":"x"}`, `"phase" of fault may not be "x"`],
      [`{"t":1,"p":"a","type":"sent"}`, `there is no event of type "sent"`],
      [
        `{"t":1,"p":"a","type":"meta","run":"r","expect":{"delivery":"once"}}`,
        `"expect" of meta may not be {"delivery":"once"}`,
      ],
      [`{"t":1,"p":"a","type":"meta","run":"r","expect":{"keyed":true}}`, `"expect" of meta`],
      [`{"t":1,"p":"a","type":"end","topic":"t","partition":0,"offset":-1}`, `"offset" of end`],
    ] as const
  ) {
    await Deno.writeTextFile(path, `${good}\n\n${line}\n${good}\n`);
    const error = await assertRejects(() => collect(readHistory(path)), HistoryError, why);
    assertEquals([error.line, error.message.includes(`${path}, line 3`)], [3, true]);
  }
  await assertRejects(() => collect(readHistory(`${path}.none`)), HistoryError, "Can't open");
});

Deno.test("half a line at the end is an error, unless the reader asks for it", async () => {
  await using folder = await openRunFolder("history");
  const path = `${folder.path}/h.ndjson`;
  const good = `{"t":1,"p":"a","type":"fault","name":"f","phase":"end"}`;
  await Deno.writeTextFile(path, `${good}\n{"t":2,"p"`);
  await assertRejects(() => collect(readHistory(path)), HistoryError, "line 2");
  const torn: string[] = [];
  const events = await collect(readHistory(path, { onTornEnd: (line) => torn.push(line) }));
  assertEquals([events.length, torn], [1, [`{"t":2,"p"`]]);
});

Deno.test("the files of several processes become one history in the order of time", async () => {
  await using folder = await openRunFolder("history");
  const line = (t: number, p: string) =>
    `{"t":${t},"p":"${p}","type":"fault","name":"f","phase":"end"}\n`;
  const paths = ["a", "b", "c"].map((name) => `${folder.path}/${name}.ndjson`);
  await Deno.writeTextFile(paths[0]!, line(1, "a1") + line(5, "a2"));
  await Deno.writeTextFile(paths[1]!, line(2, "b1") + line(4, "b2") + `{"t":4.5`);
  await Deno.writeTextFile(paths[2]!, "");
  const events = await collect(mergeHistories(paths));
  assertEquals(events.map((event) => event.p), ["a1", "b1", "b2", "a2"]);
});

Deno.test("two clocks of one run agree on the time", () => {
  const first = runClock();
  const second = runClock(first.originMs);
  const [a, b, c] = [first.elapsedMs(), second.elapsedMs(), first.elapsedMs()];
  assertEquals([a <= b, b <= c], [true, true]);
});

Deno.test("a recording keeps events in memory, in their order", () => {
  const recording = new Recording({ process: "a" });
  recording.record({ type: "end", ...AT });
  recording.as("b").record({ type: "end", ...AT, offset: 8n });
  assertEquals(recording.events.map(({ p }) => p), ["a", "b"]);
});

Deno.test("a history that can't be written says where", () => {
  assertThrows(
    () => HistoryWriter.create(".runs/no/such/folder/h.ndjson", { process: "a" }),
    ConfigError,
    "Can't write the history .runs/no/such/folder/h.ndjson",
  );
});
