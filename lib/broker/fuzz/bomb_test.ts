import { assert, assertEquals } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { RawConnection } from "../contract/raw_connection.ts";
import { produce } from "../contract/requests.ts";
import { Cluster } from "../mod.ts";

const BOMB_BYTES = 160 * 1024 * 1024;
const CODECS = ["gzip", "zstd"] as const;

/** A batch of a few kilobytes that unpacks to more than a broker unpacks. */
function bomb(codec: typeof CODECS[number]): Uint8Array {
  const record = { timestampMs: 0, key: new Uint8Array(1), value: new Uint8Array(BOMB_BYTES) };
  return encodeBatch([record], { codec });
}

for (const codec of CODECS) {
  Deno.test(`a batch of ${codec} that unpacks to 160 MiB is refused where it must be unpacked`, async () => {
    const batch = bomb(codec);
    assert(batch.length < 1_000_000, `it takes ${batch.length} bytes`);
    await using cluster = await Cluster.start();
    using broker = await RawConnection.open(cluster.bootstrapServers, "bomb");
    const settings = { plain: {}, compacted: { "cleanup.policy": "compact" } };
    for (const [name, configs] of Object.entries(settings)) {
      await broker.call("CreateTopics", 5, {
        topics: [{
          name,
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [],
          configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
        }],
        timeoutMs: 10_000,
      });
    }
    assertEquals((await produce(broker, batch, { topic: "compacted" })).error, "CORRUPT_MESSAGE");
    assertEquals((await produce(broker, batch, { topic: "plain" })).error, "NONE");
  });
}
