import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { seededRandom } from "../../core/mod.ts";
import { EventGenerator } from "../../events/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startProxy } from "../../proxy/mod.ts";
import {
  openEventStore,
  RANDOM_EVENTS_GROUP,
  RANDOM_EVENTS_TOPIC as topic,
} from "../../systems/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { disagreement, startConsumer } from "./consumer_points.ts";

const GOOD = 30;

Deno.test({
  name:
    "a consumer that waits for dead letters to be taken ends in order, with what was done before",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await openRunFolder("stop-signals");
    await using cluster = await Cluster.start();
    await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
    await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: topic, partitions: 1 }]);
    const generator = new EventGenerator({ random: seededRandom("stuck") });
    const events = Array.from({ length: GOOD }, () => JSON.stringify(generator.next()));
    const values = [...events, "no event", ...events.slice(1)];
    await using session = await kafka.producer();
    const records = values.map((value) => ({ value: new TextEncoder().encode(value) }));
    await session.produce({ topic, partition: 0, records });

    const refused = proxy.add({ apiKeys: ["Produce"], topics: ["DLQ"], action: "refuse" });
    const child = startConsumer(proxy.bootstrapServers, folder.path);
    await child.until(() => refused.fired > 0, "a letter was refused");
    const { code, stderr } = await child.stop("SIGTERM");
    assertEquals(code, 0, stderr);
    const committed = await admin.committedOffsets(RANDOM_EVENTS_GROUP, [topic]);
    assertEquals(committed, [{ topic, partition: 0, offset: BigInt(GOOD) }]);
    await using store = openEventStore({ path: `${folder.path}/events.db` });
    assertEquals(await disagreement(kafka, store), { repeated: 0, lost: 0 });
    assertEquals(await Array.fromAsync(kafka.read({ topic: "DLQ" })), []);
  },
});
