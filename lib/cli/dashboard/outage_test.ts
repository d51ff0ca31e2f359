import { assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { dashboardOn } from "./dashboard_on.ts";

interface Overview {
  readonly snapshot: {
    readonly cluster: { readonly up: boolean; readonly why: string | null };
    readonly topics: readonly { readonly name: string }[];
    readonly alerts: readonly {
      readonly name: string;
      readonly state: string;
      readonly expression?: string;
    }[];
    readonly totals: { readonly topics: number };
  } | null;
}

Deno.test("a cluster that goes away is told with the last figures, and its return too", async () => {
  const first = await Cluster.start();
  const servers = first.bootstrapServers;
  const port = Number(servers.split(":")[1]);
  await using dashboard = await dashboardOn({ servers });
  const overview = async () => {
    const response = await fetch(`${dashboard.url}/api/overview`);
    return await response.json() as Overview;
  };
  const topics = async () => {
    const response = await fetch(`${dashboard.url}/api/topics`);
    return { status: response.status, ...await response.json() };
  };
  const sees = (name: string) => async () =>
    (await overview()).snapshot?.topics.some((topic) => topic.name === name);
  await make(servers, "before");
  await waitFor(sees("before"), { what: "the topic to be shown" });
  assertEquals((await topics()).matched, 1);
  await first.close();
  const down = await waitFor(async () => {
    const { snapshot } = await overview();
    return snapshot?.cluster.up === false && snapshot;
  }, { what: "the outage to be told", timeoutMs: 40_000 });
  assertEquals(down.topics.map(({ name }) => name), ["before"]);
  const [alert] = down.alerts;
  assertEquals([alert?.name, alert?.state], ["KafkaBrokerDown", "firing"]);
  assertStringIncludes(alert!.expression!, "no answer");
  const refused = await waitFor(async () => {
    const answer = await topics();
    return answer.status === 503 && answer;
  }, { what: "the topics to be refused", timeoutMs: 40_000 });
  assertStringIncludes(refused.error, "localhost");
  await using _second = await Cluster.start({ ports: [port], clusterId: first.clusterId });
  await make(servers, "after");
  await waitFor(sees("after"), { what: "the cluster's return to be shown", timeoutMs: 40_000 });
  const back = await waitFor(async () => {
    const answer = await topics();
    return answer.status === 200 && answer;
  }, { what: "the topics to be told again", timeoutMs: 40_000 });
  assertEquals(back.topics.map(({ name }: { name: string }) => name), ["after"]);
});

Deno.test("another cluster at the same address is told as one, with what to do", async () => {
  const first = await Cluster.start();
  const servers = first.bootstrapServers;
  await using dashboard = await dashboardOn({ servers });
  const why = async () => {
    const response = await fetch(`${dashboard.url}/api/overview`);
    return (await response.json() as Overview).snapshot?.cluster.why;
  };
  await waitFor(async () => await why() === null, { what: "the first figures" });
  await first.close();
  await using _second = await Cluster.start({ ports: [Number(servers.split(":")[1])] });
  await waitFor(async () => (await why())?.includes("start the dashboard again"), {
    what: "the other cluster to be told",
    timeoutMs: 40_000,
  });
});

async function make(servers: string, name: string): Promise<void> {
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name, partitions: 1 }]);
}
