import { assert, assertEquals } from "@std/assert";
import { openSqliteStore } from "./sqlite.ts";

const MIB = 1024 * 1024;

function documents(count: number, from: number) {
  return Array.from({ length: count }, (_, at) => ({
    id: `d-${from + at}`,
    timeMs: 0,
    body: { text: "x".repeat(20_000) },
    origin: { topic: "t", partition: 0, offset: BigInt(from + at) },
  }));
}

Deno.test("the write-ahead log stays short while two connections write by turns without a pause", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "store-" });
  try {
    const path = `${folder}/store.db`;
    await using one = openSqliteStore({ path });
    await using other = openSqliteStore({ path });
    let longest = 0;
    for (let from = 0; from < 2500; from += 100) {
      const half = [documents(50, from), documents(50, from + 50)] as const;
      await Promise.all([one.saveAll(half[0]), other.saveAll(half[1])]);
      longest = Math.max(longest, Deno.statSync(`${path}-wal`).size);
    }
    assert(longest > 8 * MIB, `never more than ${longest} bytes`);
    assert(longest < 24 * MIB, `${longest} bytes`);
    assertEquals(await one.count(), 2500);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
