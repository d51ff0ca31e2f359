/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { openMongoStore } from "../../storage/mod.ts";

/** Saves batches of 20 documents until it is ended, and tells of each that it has saved. */
self.onmessage = async ({ data }: MessageEvent<{ uri: string; collection: string }>) => {
  await using store = await openMongoStore(data);
  for (let n = 0; n < 100_000; n += 20) {
    const batch = Array.from({ length: 20 }, (_, at) => ({
      id: `order-${n + at}`,
      timeMs: n,
      body: {},
      origin: { topic: "orders", partition: 0, offset: BigInt(n + at) },
      counts: { orders: 1 },
    }));
    await store.saveAll(batch);
    self.postMessage(n + 20);
  }
};
