import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { ApacheKafka } from "../../workshop/cluster/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";

/** A cluster on which a tool of Apache Kafka and a task of ours are asked the same. */
export interface ToolTarget {
  readonly server: string;
  readonly kafka: Kafka;
  /** A name that no other test uses. */
  name(what: string): string;
}

let apache: Promise<ApacheKafka> | undefined;
const opened = new AsyncDisposableStack();

/** Registers a test on an Apache Kafka of the suite's own, and on an embedded cluster. */
export function onBoth(claim: string, run: (target: ToolTarget) => Promise<void>): void {
  Deno.test(`${claim}, on an embedded cluster`, async () => {
    await using cluster = await Cluster.start();
    await tryOn(cluster.bootstrapServers, run);
  });
  onApache(claim, run);
}

/** Registers a test of what an embedded cluster does not have. */
export function onApache(claim: string, run: (target: ToolTarget) => Promise<void>): void {
  Deno.test({
    name: `${claim}, on Apache Kafka`,
    // The one Apache Kafka lives as long as the suite.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await tryOn((await ownApache()).bootstrapServers, run);
    },
  });
}

async function tryOn(server: string, run: (target: ToolTarget) => Promise<void>): Promise<void> {
  await using kafka = connectKafka({ bootstrapServers: [server] });
  const suffix = crypto.randomUUID().slice(0, 8);
  await run({ server, kafka, name: (what) => `${what}-${suffix}` });
}

function ownApache(): Promise<ApacheKafka> {
  apache ??= (async () => {
    const folder = opened.use(await openRunFolder("kafka-tools"));
    const kafka = opened.use(await ApacheKafka.start({ dir: folder.path, heapMb: 512 }));
    await untilGroupsWork(kafka.bootstrapServers);
    return kafka;
  })();
  return apache;
}

/** A fresh cluster makes the topic of committed offsets when first asked, and takes its time. */
async function untilGroupsWork(server: string): Promise<void> {
  await using kafka = connectKafka({ bootstrapServers: [server] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "first", partitions: 1 }]);
  const offsets = [{ topic: "first", partition: 0, offset: 0n }];
  await waitFor(() => admin.commitOffsets("first", offsets).then(() => true, () => false), {
    what: "the first commit",
    timeoutMs: 180_000,
  });
  await admin.deleteGroups(["first"]);
}

Deno.test.afterAll(() => opened.disposeAsync());
