/** Fills a small disk with documents, makes room, and goes on; prints what came of it as JSON. */
import { StoreError } from "./errors.ts";
import { openSqliteStore } from "./sqlite.ts";

const [folder = "", ballastBytes = "0"] = Deno.args;
const path = `${folder}/store.db`;
const padding = "x".repeat(2000);
const order = (n: number) => ({
  id: `order-${n}`,
  timeMs: n,
  body: { padding },
  origin: { topic: "orders", partition: 0, offset: BigInt(n) },
  counts: { orders: 1 },
});

await Deno.writeFile(`${folder}/ballast`, new Uint8Array(Number(ballastBytes)));
let acknowledged = 0;
let refused: StoreError | undefined;
{
  await using store = openSqliteStore({ path, durability: "power" });
  while (refused === undefined && acknowledged < 10_000) {
    try {
      await store.saveAll(Array.from({ length: 10 }, (_, at) => order(acknowledged + at)));
      acknowledged += 10;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      refused = error;
    }
  }
}
await Deno.remove(`${folder}/ballast`);
await using store = openSqliteStore({ path, durability: "power" });
const kept = await store.count();
const again = await store.saveAll([order(acknowledged), order(0)]);
const { code, outage, definite } = refused ?? {};
const counters = await store.counters();
console.log(JSON.stringify({ acknowledged, kept, code, outage, definite, again, counters }));
