import { assert, assertEquals } from "@std/assert";
import { waitFor, type WorkshopError } from "../../core/mod.ts";
import { text, TrapBench } from "./_trap_bench.ts";

/** Long enough that a bit that is turned somewhere in the batch is one of the value's. */
const VALUE = "x".repeat(50_000);

async function start(): Promise<TrapBench> {
  const bench = await TrapBench.start([[0]]);
  await bench.fill([VALUE]);
  bench.proxy.add({ apiKeys: ["Fetch"], times: 1, action: "flipAnswer", seed: "value" });
  return bench;
}

Deno.test("bare kafkajs hands over a record whose bytes were damaged on the way", async () => {
  await using bench = await start();
  const consumer = await bench.bareConsumer(bench.bareClient());
  const seen: string[] = [];
  await consumer.run({
    eachMessage: ({ message }) => Promise.resolve(void seen.push(text(message.value))),
  });
  await waitFor(() => seen.length === 1, { what: "a record" });
  assert(seen[0] !== VALUE);
  assertEquals(seen[0]!.replaceAll("x", "").length, 1);
});

Deno.test("our member refuses a damaged batch, says where it lies, and fetches it again", async () => {
  await using bench = await start();
  const seen: string[] = [];
  const warnings: WorkshopError[] = [];
  await using _member = await bench.kafka.joinGroup({
    groupId: "ours",
    topics: ["orders"],
    onBatch: ({ records }) => void seen.push(...records.map(({ value }) => text(value))),
    onWarning: (warning) => void warnings.push(warning),
  });
  await waitFor(() => seen.length === 1, { what: "the record" });
  assertEquals(seen, [VALUE]);
  assertEquals(warnings.map(({ code, offset }) => [code, offset]), [["CORRUPT_BATCH", 0n]]);
});
