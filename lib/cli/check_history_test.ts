import { assertEquals, assertStringIncludes } from "@std/assert";
import { displayWidth, openRunFolder } from "../workshop/mod.ts";

async function checkHistory(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "check-history", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), errors: text(stderr) };
}

const line = (t: number, fields: object) => JSON.stringify({ t, p: "producer", ...fields });
const order = { id: "producer:0", topic: "orders", partition: 0, offset: 0 };
const LOST = [
  line(0, { type: "meta", run: "a test" }),
  line(1, { type: "send", phase: "invoke", id: "producer:0", topic: "orders" }),
  line(2, { type: "fault", name: "leader killed", phase: "fired" }),
  line(3, { type: "send", phase: "ok", ...order }),
  line(4, { type: "end", topic: "orders", partition: 0, offset: 0 }),
];
const KEPT = [...LOST, line(5, { type: "log", ...order })];

Deno.test("check-history ends with 0, 1, 2 or 3, and explains what is violated", async (t) => {
  await using folder = await openRunFolder("check-history");
  const file = async (name: string, ...lines: string[]) => {
    const path = `${folder.path}/${name}.ndjson`;
    await Deno.writeTextFile(path, lines.map((text) => text + "\n").join(""));
    return path;
  };

  await t.step("all holds", async () => {
    const { code, out } = await checkHistory(await file("kept", ...KEPT));
    assertEquals(code, 0);
    assertStringIncludes(out, "holds");
  });

  await t.step("a violation is told with evidence, fault and the events around it", async () => {
    const { code, out } = await checkHistory(await file("lost", ...LOST));
    assertEquals(code, 1);
    for (
      const part of [
        "✗ I1 lost write",
        "Every acknowledged record is in the log",
        "evidence  topic orders, partition 0, offset 0, id producer:0",
        "fault     leader killed",
        "▸     0.003 s  producer     send ok producer:0 to orders/0@0",
        "1 violation in 5 events",
      ]
    ) assertStringIncludes(out, part);
    assertEquals(out.split("\n").filter((text) => displayWidth(text) > 80), []);
  });

  await t.step("machines get one line of JSON", async () => {
    const { out } = await checkHistory("--json", `${folder.path}/lost.ndjson`);
    const { verdict, violations } = JSON.parse(out);
    assertEquals([verdict, violations[0].evidence.offset], ["violated", 0]);
  });

  await t.step("the files of several processes are one history", async () => {
    const [first, second] = [
      await file("a", ...KEPT.filter((_, i) => i % 2 === 0)),
      await file("b", ...KEPT.filter((_, i) => i % 2 === 1)),
    ];
    assertEquals((await checkHistory(first, second)).code, 0);
  });

  await t.step("a file that is no history is named with its line", async () => {
    const { code, errors } = await checkHistory(await file("bad", LOST[0]!, "no event"));
    assertEquals(code, 2);
    assertStringIncludes(errors, "bad.ndjson, line 2 is no event of a history");
  });

  await t.step("a history by which nothing can be judged is inconclusive", async () => {
    const { code, out } = await checkHistory(await file("empty", LOST[0]!));
    assertEquals(code, 3);
    assertStringIncludes(out, "none that anything could be judged by");
  });
});
