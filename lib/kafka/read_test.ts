import { assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { Bench, bytes } from "./_bench.ts";

async function filled(count: number, partitions = 1): Promise<Bench> {
  const bench = await Bench.start({ orders: partitions });
  await using session = await bench.kafka.producer();
  for (let at = 0; at < count; at++) {
    const records = [{ value: bytes(String(at)) }];
    await session.produce({ topic: "orders", partition: at % partitions, records });
  }
  return bench;
}

Deno.test("a read ends at the end that was there when it began", async () => {
  await using bench = await filled(3);
  const seen: bigint[] = [];
  await using session = await bench.kafka.producer();
  for await (const record of bench.kafka.read({ topic: "orders" })) {
    seen.push(record.offset);
    await session.produce({ topic: "orders", partition: 0, records: [{ value: bytes("more") }] });
  }
  assertEquals(seen, [0n, 1n, 2n]);
});

Deno.test("a read keeps to its partitions and its bounds", async () => {
  await using bench = await filled(12, 3);
  assertEquals(await bench.values("orders"), [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11].map(String));
  const at = (partition: number, offset: bigint) => ({ topic: "orders", partition, offset });
  const bounded = { partitions: [1, 2], from: [at(1, 2n)], to: [at(2, 1n), at(1, 99n)] };
  assertEquals(await bench.values("orders", bounded), ["7", "10", "2"]);
});

Deno.test("a read of an empty topic gives nothing, of an unknown one an error", async () => {
  await using bench = await Bench.start({ empty: 2 });
  assertEquals(await bench.read("empty"), []);
  const error = await assertRejects(() => bench.read("bad name"), WorkshopError);
  assertEquals(error.code, "INVALID_TOPIC_EXCEPTION");
});

Deno.test("a read goes on when its connection is lost", async () => {
  await using bench = await filled(5);
  bench.proxy.add({ apiKeys: ["Fetch"], times: 2, action: "halfAnswer" });
  assertEquals(await bench.values("orders"), ["0", "1", "2", "3", "4"]);
});

Deno.test("an aborted read ends with the reason, a broken-off one releases everything", async () => {
  await using bench = await filled(3);
  const stop = new AbortController();
  const reading = bench.kafka.read({ topic: "orders", signal: stop.signal });
  await assertRejects(
    async () => {
      for await (const _ of reading) stop.abort(new Error("enough"));
    },
    Error,
    "enough",
  );
  for await (const _ of bench.kafka.read({ topic: "orders" })) break;
});
