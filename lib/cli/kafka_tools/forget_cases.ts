import { assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { kafkaTool, toolRows } from "./java_tool.ts";
import { onBoth } from "./two_clusters.ts";

const GROUPS = "consumer.group.ConsumerGroupCommand";

onBoth("offsets that we forget are gone for kafka-consumer-groups too", async (target) => {
  const { kafka, server, name } = target;
  const [orders, refunds] = [name("orders"), name("refunds")];
  const groupId = name("forgetful");
  await using admin = await kafka.admin();
  await admin.createTopics([orders, refunds].map((name) => ({ name, partitions: 2 })));
  const at = (topic: string) => [0, 1].map((partition) => ({ topic, partition, offset: 0n }));
  await waitFor(
    () =>
      admin.commitOffsets(groupId, [...at(orders), ...at(refunds)]).then(() => true, () => false),
    { what: "the commit", timeoutMs: 120_000 },
  );
  await using member = await kafka.joinGroup({ groupId, topics: [orders], onBatch: () => {} });
  await waitFor(() => member.generation, { what: "a generation", timeoutMs: 120_000 });
  const error = await assertRejects(() => admin.deleteOffsets(groupId, at(orders)), WorkshopError);
  assertEquals(error.code, "GROUP_SUBSCRIBED_TO_TOPIC");
  await admin.deleteOffsets(groupId, at(refunds));
  const printed = await kafkaTool(GROUPS, [
    ...["--bootstrap-server", server, "--describe", "--group", groupId],
  ]);
  const left = toolRows(printed, "GROUP").map((row) => `${row["TOPIC"]} ${row["PARTITION"]}`);
  assertEquals(left.sort(), [`${orders} 0`, `${orders} 1`]);
});
