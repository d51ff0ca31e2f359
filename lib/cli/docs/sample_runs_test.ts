import { assertEquals } from "@std/assert";
import { firstDifference, isAsShown, sampleRunsIn } from "./sample_runs.ts";

Deno.test("a command, its variables, its lines and Ctrl-C are read from a block", () => {
  const page =
    "text\n```console\n$ deno task one\na\n\n$ X=1 Y=2 deno task two --b 3\nc\n^C\nd\n```\n";
  assertEquals(sampleRunsIn(page), [
    {
      shown: "deno task one",
      variables: {},
      task: "one",
      args: [],
      lines: ["a"],
      afterStop: undefined,
    },
    {
      shown: "X=1 Y=2 deno task two --b 3",
      variables: { X: "1", Y: "2" },
      task: "two",
      args: ["--b", "3"],
      lines: ["c"],
      afterStop: ["d"],
    },
  ]);
});

Deno.test("three points stand for anything, times and ports are not compared, all else is", () => {
  const shown = '10:30:45.120 INFO  at localhost:9092 id=… {"a":1}';
  assertEquals(isAsShown('23:59:00.001 INFO  at localhost:1 id=x y {"a":1}', shown), true);
  assertEquals(isAsShown('23:59:00.001 INFO  at localhost:1 id=x {"a":2}', shown), false);
  assertEquals(isAsShown("a.c", "a.c"), true);
  assertEquals(isAsShown("abc", "a.c"), false);
});

Deno.test("output is shown whole, of the log what is worth a look, both in their order", () => {
  const log = ["10:00:00.000 INFO  a", "10:00:00.001 INFO  b", "10:00:00.002 INFO  c"];
  const output = ["one", "two"];
  const difference = (shown: readonly string[]) => firstDifference(shown, { output, log });
  assertEquals(difference(["one", log[0]!, log[2]!, "two"]), undefined);
  assertEquals(difference(["one", log[2]!, log[0]!, "two"]), `not printed: ${log[0]}`);
  assertEquals(difference(["one"]), "not shown: two");
  assertEquals(difference(["two", "one"]), "not printed: two\nbut: one");
  assertEquals(difference([...output, "three"]), "not printed: three\nbut: undefined");
});
