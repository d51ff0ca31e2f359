import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { makeTopic } from "./make_topic.ts";
import {
  confluentKafka,
  kafkaPython2,
  kafkaPython3,
  PythonClientError,
  startPython,
} from "./python_client.ts";

for (const library of [kafkaPython2, kafkaPython3, confluentKafka]) {
  clientTest(library, "creates, grows and deletes topics", async (target) => {
    const topic = target.name("orders");
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await using client = startPython(library, target.bootstrapServers);

    const config = { "retention.ms": "86400000", "cleanup.policy": "compact,delete" };
    await client.call("create_topic", { topic, partitions: 2, config });
    assertEquals((await admin.describeTopic(topic)).length, 2);
    const seen = await admin.topicConfig(topic);
    assertEquals([seen["retention.ms"], seen["cleanup.policy"]], Object.values(config));

    const again = () => client.call("create_topic", { topic, partitions: 2, config });
    const refused = await assertRejects(again, PythonClientError);
    assertMatch(refused.code, /already.?exists/i);

    await client.call("grow_topic", { topic, partitions: 5 });
    assertEquals((await admin.describeTopic(topic)).length, 5);
    assertEquals((await client.call<string[]>("topics")).includes(topic), true);
    await client.call("delete_topic", { topic });
    await waitFor(async () => !(await admin.listTopics()).includes(topic), { what: "no topic" });
  });
}

clientTest(confluentKafka, "describes settings, and lists and deletes groups", async (target) => {
  const [topic, group] = [target.name("topic"), target.name("group")];
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 2, config: { "segment.ms": "60000" } });
  await admin.commitOffsets(group, [{ topic, partition: 1, offset: 7n }]);
  await using client = startPython(confluentKafka, target.bootstrapServers);

  assertEquals(await client.call("topic_config", { topic }), await admin.topicConfig(topic));
  const groups = await client.call<Record<string, string>>("groups");
  assertEquals(groups[group], "EMPTY");
  assertEquals(await client.call("group_offsets", { group }), { 1: 7 });
  await client.call("delete_group", { group });
  assertEquals((await admin.listGroups()).includes(group), false);
  const refused = await assertRejects(() => client.call("delete_group", { group }));
  assertMatch(String(refused), /GROUP_ID_NOT_FOUND/);
});
