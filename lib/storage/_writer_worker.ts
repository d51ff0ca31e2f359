/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { openSqliteStore } from "./sqlite.ts";

/** Saves `count` documents of which other writers save the same, and tells how many were new. */
self.onmessage = async ({ data }: MessageEvent<{ path: string; count: number }>) => {
  await using store = openSqliteStore({ path: data.path });
  let inserted = 0;
  for (let n = 0; n < data.count; n++) {
    const origin = { topic: "orders", partition: 0, offset: BigInt(n) };
    const document = { id: `order-${n}`, timeMs: n, body: {}, origin, counts: { orders: 1 } };
    if (await store.save(document) === "inserted") inserted++;
  }
  self.postMessage(inserted);
};
