import { assert, assertEquals } from "@std/assert";
import { encodeBatch } from "../protocol/mod.ts";
import { FakeBroker } from "./_fake_broker.ts";
import { answers } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";

/** How much goes through: `deno task test:parts lib/proxy/soak_test.ts -- --megabytes=20000`. */
const MEGABYTES = Number(
  Deno.args.find((arg) => arg.startsWith("--megabytes="))?.split("=")[1] ?? 400,
);
const RECORD_BYTES = 1_000_000;
const CLIENTS = 4;
/** What a heap may breathe; all that goes through, if it were kept, is several times as much. */
const BREATH_BYTES = 120_000_000;

Deno.test("what goes through the proxy leaves its memory flat", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  broker.keepsFrames = false;
  await using proxy = await startProxy({ upstream: broker.address });
  let seen = 0;
  proxy.onTraffic(({ sizeBytes }) => seen += sizeBytes);
  const records = encodeBatch([{ timestampMs: 1, value: new Uint8Array(RECORD_BYTES) }]);
  const topicData = [{ name: "orders", partitionData: [{ index: 0, records }] }];
  const body = { acks: -1, timeoutMs: 1000, topicData };
  const pass = async (megabytes: number) => {
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      await using client = new RawClient(proxy.bootstrapServers);
      for (let sent = 0; sent < megabytes / CLIENTS; sent++) {
        assert(await client.ask("Produce", 9, body));
        broker.requests.length = 0;
      }
    }));
  };
  await pass(MEGABYTES / 4);
  const warm = Deno.memoryUsage().rss;
  const startMs = performance.now();
  await pass(MEGABYTES * 0.75);
  const seconds = (performance.now() - startMs) / 1000;
  const grown = Deno.memoryUsage().rss - warm;
  const speed = (MEGABYTES * 0.75) / seconds;
  console.log(
    `${MEGABYTES} MB through the proxy at ${speed.toFixed(0)} MB/s, ` +
      `memory ${(warm / 1e6).toFixed(0)} MB and ${(grown / 1e6).toFixed(0)} MB more at the end`,
  );
  assertEquals(seen > MEGABYTES * 1e6, true);
  assertEquals(grown < BREATH_BYTES, true, `${grown} bytes more`);
});
