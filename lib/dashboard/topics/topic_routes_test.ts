import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Kafka } from "../../kafka/mod.ts";
import { type ClusterRun, onCluster } from "../_on_cluster_suite.ts";
import type { LanesView } from "./topic_lanes.ts";
import type { TopicPage, TopicStatistics } from "./topic_list.ts";
import type { SettingRow, TopicDetail } from "./topic_view.ts";

/** A request as the page makes it; the answer's JSON whatever its status. */
async function ask<T>(
  { dashboard: { url } }: Pick<ClusterRun, "dashboard">,
  path: string,
  order?: { readonly method: string; readonly body: unknown },
): Promise<T & { readonly status: number; readonly error?: string }> {
  const page = await fetch(`${url}/`).then((answer) => answer.text());
  const response = await fetch(`${url}${path}`, {
    ...(order !== undefined && {
      method: order.method,
      body: JSON.stringify(order.body),
      headers: {
        origin: url,
        "content-type": "application/json",
        "x-write-token": /write-token" content="(\w+)"/.exec(page)![1]!,
      },
    }),
  });
  return { ...await response.json(), status: response.status };
}

async function fill(kafka: Kafka, topic: string, counts: readonly number[]): Promise<void> {
  await using producer = await kafka.producer();
  for (const [partition, count] of counts.entries()) {
    const records = Array.from({ length: count }, (_, at) => ({
      value: new TextEncoder().encode(`value ${at}`),
    }));
    if (count > 0) await producer.produce({ topic, partition, records });
  }
}

Deno.test("a topic is created and its retention altered through the API", async () => {
  await onCluster({ write: true }, async (run) => {
    const made = await ask(run, "/api/topics", {
      method: "POST",
      body: { name: "orders", partitions: 3, config: { "max.message.bytes": "2000000" } },
    });
    assertEquals(made.status, 201);
    await using admin = await run.kafka.admin();
    assertEquals((await admin.describeTopic("orders")).length, 3);
    const changed = await ask<{ settings: SettingRow[] }>(run, "/api/topics/orders/config", {
      method: "PATCH",
      body: { set: { "retention.ms": "1000" } },
    });
    assertEquals(changed.status, 200);
    const setting = async (name: string) =>
      (await admin.topicSettings("orders")).find((one) => one.name === name);
    assertEquals((await setting("retention.ms"))?.value, "1000");
    assertEquals((await setting("max.message.bytes"))?.value, "2000000");
    const [first] = changed.settings;
    assertEquals(first?.source, "topic");
    await ask(run, "/api/topics/orders/config", {
      method: "PATCH",
      body: { reset: ["retention.ms"] },
    });
    assertEquals((await setting("retention.ms"))?.source, "default");
  });
});

Deno.test("partitions are added, records and the topic deleted, each only as it was confirmed", async () => {
  await onCluster({ write: true }, async (run) => {
    await using admin = await run.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 2 }]);
    await fill(run.kafka, "orders", [10, 4]);
    const more = await ask(run, "/api/topics/orders/partitions", {
      method: "POST",
      body: { count: 3 },
    });
    assertEquals(more.status, 200);
    assertEquals((await admin.describeTopic("orders")).length, 3);
    const fewer = await ask(run, "/api/topics/orders/partitions", {
      method: "POST",
      body: { count: 1 },
    });
    assertEquals(fewer.status, 422);
    const before = [{ partition: 0, offset: "7" }];
    const unsure = await ask(run, "/api/topics/orders/delete-records", {
      method: "POST",
      body: { before, confirm: "order" },
    });
    assertEquals(unsure.status, 400);
    assertStringIncludes(unsure.error!, "can't be undone");
    const sure = await ask(run, "/api/topics/orders/delete-records", {
      method: "POST",
      body: { before, confirm: "orders" },
    });
    assertEquals(sure.status, 200);
    assertEquals((await admin.topicOffsets("orders"))[0]?.low, 7n);
    const order = (confirm: string) => ({ method: "DELETE", body: { confirm } });
    assertEquals((await ask(run, "/api/topics/orders", order(""))).status, 400);
    assertEquals(await admin.listTopics(), ["orders"]);
    assertEquals((await ask(run, "/api/topics/orders", order("orders"))).status, 200);
    assertEquals(await admin.listTopics(), []);
  });
});

Deno.test.each([
  { body: { name: "a b" }, says: "letters, digits" },
  { body: { name: ".." }, says: "letters, digits" },
  { body: { name: "__consumer_offsets" }, says: "Kafka's own" },
  { body: { name: "x", partitions: 0 }, says: "partitions must be" },
  { body: { name: "x", partitions: 1.5 }, says: "partitions must be" },
  { body: { name: "x", partitions: "1e3" }, says: "partitions must be" },
  { body: { name: "x", config: { "retention.ms": 5 } }, says: "must be a text" },
  { body: { name: "x", config: { "no.such.setting": "5" } }, says: "no.such.setting" },
  { body: { name: "x", replicationFactor: 9 }, says: "replication factor" },
  { body: { name: "there" }, says: "already exists" },
])("a topic that can't be is refused with a reason: $says", async ({ body, says }) => {
  await onCluster({ write: true }, async (run) => {
    await using admin = await run.kafka.admin();
    await admin.createTopics([{ name: "there", partitions: 1 }]);
    const refused = await ask(run, "/api/topics", { method: "POST", body });
    assert(refused.status >= 400 && refused.status < 500, `${refused.status}`);
    assertStringIncludes(refused.error!, says);
    assertEquals(await admin.listTopics(), ["there"]);
  });
});

Deno.test("the list is searched and paged, and tells only what it shows", async () => {
  await onCluster({}, async (run) => {
    await using admin = await run.kafka.admin();
    const names = Array.from({ length: 25 }, (_, at) => `topic-${String(at).padStart(2, "0")}`);
    await admin.createTopics(names.map((name) => ({ name, partitions: 2 })));
    await admin.createTopics([{ name: "Orders.eu", partitions: 1 }]);
    await fill(run.kafka, "Orders.eu", [3]);
    const page = await ask<TopicPage>(run, "/api/topics?search=topic-&page=2&size=10");
    assertEquals([page.total, page.matched], [26, 25]);
    assertEquals(page.topics.map(({ name }) => name), names.slice(20));
    const found = await ask<TopicPage>(run, "/api/topics?search=ORDERS");
    assertEquals(found.topics, [{
      name: "Orders.eu",
      internal: false,
      partitions: 1,
      replicationFactor: 1,
      underReplicated: 0,
      leaderless: 0,
      records: "3",
    }]);
    const statistics = await ask<TopicStatistics>(run, "/api/topic-statistics");
    assertEquals(
      [statistics.topics, statistics.partitions, statistics.records],
      [26, 51, "3"],
    );
    assertEquals(statistics.largest, [{ name: "Orders.eu", records: "3" }]);
    for (const wrong of ["page=-1", "page=x", "size=0", "size=100000", "page=1e3"]) {
      assertEquals((await ask(run, `/api/topics?${wrong}`)).status, 400, wrong);
    }
  });
});

Deno.test("a topic's partitions tell leader, replicas, ends, count and size", async () => {
  await onCluster({ cluster: { brokers: 3 } }, async (run) => {
    await using admin = await run.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 2, replicationFactor: 3 }]);
    await fill(run.kafka, "orders", [5, 2]);
    await admin.deleteRecords([{ topic: "orders", partition: 0, offset: 1n }]);
    const topic = await ask<TopicDetail>(run, "/api/topics/orders");
    const [first, second] = topic.partitions;
    assertEquals([first?.low, first?.end, first?.records], ["1", "5", "4"]);
    assertEquals([second?.low, second?.end, second?.records], ["0", "2", "2"]);
    assertEquals(topic.records, "6");
    assertEquals(first?.replicas.length, 3);
    assertEquals(first?.inSyncReplicas.length, 3);
    assert(first!.replicas.includes(first!.leader));
    assert(first!.sizeBytes! > 0 && topic.sizeBytes! >= first!.sizeBytes!);
    const none = await ask(run, "/api/topics/missing");
    assertEquals([none.status, none.error], [404, "There is no topic missing"]);
  });
});

Deno.test("the groups that read a topic are told with their lag, members or not", async () => {
  await onCluster({}, async (run) => {
    await using admin = await run.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 2 }, { name: "other", partitions: 1 }]);
    await fill(run.kafka, "orders", [10, 10]);
    const commit = (groupId: string, topic: string, offset: bigint) =>
      admin.commitOffsets(groupId, [{ topic, partition: 0, offset }]);
    await commit("near", "orders", 9n);
    await commit("far", "orders", 2n);
    await commit("elsewhere", "other", 0n);
    const { groups, total } = await ask<{ groups: Record<string, unknown>[]; total: number }>(
      run,
      "/api/topics/orders/groups",
    );
    assertEquals(total, 2);
    assertEquals(groups, [
      {
        groupId: "far",
        state: "Empty",
        members: 0,
        lag: "8",
        uncommitted: 1,
        committed: { "0": "2" },
      },
      {
        groupId: "near",
        state: "Empty",
        members: 0,
        lag: "1",
        uncommitted: 1,
        committed: { "0": "9" },
      },
    ]);
  });
});

Deno.test("lanes move: what is written and committed comes by itself", async () => {
  await onCluster({}, async (run) => {
    await using admin = await run.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 1 }]);
    await admin.commitOffsets("readers", [{ topic: "orders", partition: 0, offset: 0n }]);
    const response = await fetch(`${run.dashboard.url}/events/topics/orders`);
    assertEquals(response.headers.get("content-type"), "text/event-stream");
    const wanted = [["0", "0"], ["6", "0"], ["6", "4"]];
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const views = [...text.matchAll(/event: lanes\ndata: (.*)\n\n/g)].map((match) =>
        JSON.parse(match[1]!) as LanesView
      );
      const seen = views.map(({ partitions, groups }) => [
        partitions[0]?.end,
        groups[0]?.committed["0"],
      ]);
      const [end, committed] = wanted[0]!;
      if (!seen.some((pair) => pair[0] === end && pair[1] === committed)) continue;
      wanted.shift();
      if (wanted.length === 0) break;
      if (wanted.length === 2) await fill(run.kafka, "orders", [6]);
      else {
        await admin.commitOffsets("readers", [{ topic: "orders", partition: 0, offset: 4n }]);
      }
    }
    assertEquals(wanted, []);
  });
});
