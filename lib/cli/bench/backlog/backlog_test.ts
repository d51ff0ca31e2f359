import { assertEquals } from "@std/assert";
import { openRunFolder } from "../../../workshop/mod.ts";
import { measureBacklog } from "./backlog.ts";

Deno.test("a small backlog goes through kafkajs, our stages and the store, and all is there", async () => {
  await using folder = await openRunFolder("backlog-test");
  const { rows } = await measureBacklog({
    records: 600,
    runs: 1,
    dir: folder.path,
    only: ["kafkajs", "score", "store", "save", "insert"],
    signal: new AbortController().signal,
  });
  assertEquals(rows.map(({ work }) => work), ["kafkajs", "score", "store", "save", "insert"]);
  assertEquals(rows.filter(({ rate }) => !(rate > 0)), []);
});
