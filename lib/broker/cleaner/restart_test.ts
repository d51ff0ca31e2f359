import { assertEquals } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { createTopic } from "../_produce_raw.ts";
import { tempFolder } from "../_test_folder.ts";
import { Cluster } from "../cluster.ts";
import { RawConnection } from "../contract/raw_connection.ts";
import { fetchBody, offsetAt, produce } from "../contract/requests.ts";
import { errorName } from "../contract/session.ts";
import { startClusterInWorker } from "../start_in_worker.ts";

async function marks(broker: RawConnection): Promise<number[]> {
  const offsets = [];
  for (const timestamp of [-2, -1]) {
    const { offset } = await offsetAt(broker, { topic: "orders", timestamp }) as { offset: number };
    offsets.push(offset);
  }
  return offsets;
}

Deno.test("a log that retention has emptied goes on with its offsets after a restart", async () => {
  const dataDir = tempFolder();
  const batch = () => encodeBatch([{ timestampMs: 1000, value: new Uint8Array(9) }]);
  try {
    {
      await using cluster = await Cluster.start({ dataDir });
      using broker = await RawConnection.open(cluster.bootstrapServers, "test");
      await createTopic(broker, "orders");
      for (let index = 0; index < 3; index++) await produce(broker, batch(), { topic: "orders" });
      assertEquals(await marks(broker), [0, 3]);
      await cluster.cleanNow();
      assertEquals(await marks(broker), [3, 3]);
    }
    await using cluster = await Cluster.start({ dataDir });
    using broker = await RawConnection.open(cluster.bootstrapServers, "test");
    assertEquals(await marks(broker), [3, 3]);
    const { baseOffset } = await produce(broker, batch(), { topic: "orders" });
    assertEquals(baseOffset, 3);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("a fetch that waits for more is told when its offset is gone", async () => {
  await using cluster = await Cluster.start();
  using broker = await RawConnection.open(cluster.bootstrapServers, "test");
  await createTopic(broker, "orders");
  await produce(broker, encodeBatch([{ timestampMs: 1000, value: null }]), { topic: "orders" });
  const body = fetchBody({ topic: "orders", offset: 0, minBytes: 100_000, maxWaitMs: 60_000 });
  await broker.send("Fetch", 11, body);
  await cluster.cleanNow();
  const { responses } = await broker.receive("Fetch", 11);
  assertEquals(errorName(responses[0]!.partitions[0]!.errorCode), "OFFSET_OUT_OF_RANGE");
});

Deno.test("a cluster in a Worker cleans when it is told to, too", async () => {
  await using cluster = await startClusterInWorker();
  using broker = await RawConnection.open(cluster.bootstrapServers, "test");
  await createTopic(broker, "orders");
  await produce(broker, encodeBatch([{ timestampMs: 1000, value: null }]), { topic: "orders" });
  await cluster.cleanNow();
  assertEquals(await marks(broker), [1, 1]);
});
