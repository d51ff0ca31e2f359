import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import type { LiveClient } from "./client_process.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool, startTool, toolEvents } from "./java_tools.ts";
import { makeTopic } from "./make_topic.ts";

const COUNT = 600;

interface VerifiableEvent {
  readonly name: string;
  readonly acked: number;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

function events(client: LiveClient, name: string): VerifiableEvent[] {
  return toolEvents<VerifiableEvent>(client.lines).filter((event) => event.name === name);
}

for (const assignor of ["RangeAssignor", "CooperativeStickyAssignor"]) {
  clientTest(javaTools, `verify a group of two with ${assignor}`, async (target) => {
    const [topic, group] = [target.name("verified"), target.name("group")];
    const server = ["--bootstrap-server", target.bootstrapServers];
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 4 });
    const produce = async () => {
      const what = ["--topic", topic, "--max-messages", String(COUNT), "--repeating-keys", "40"];
      const printed = await runTool("VerifiableProducer", [...server, ...what]);
      const told = toolEvents<VerifiableEvent>(printed.split("\n"));
      assertEquals(told.find(({ name }) => name === "tool_data")?.acked, COUNT);
      return told.filter(({ name }) => name === "producer_send_success");
    };
    const member = () =>
      startTool("VerifiableConsumer", [
        ...server,
        "--topic",
        topic,
        "--group-id",
        group,
        "--reset-policy",
        "earliest",
        "--assignment-strategy",
        `org.apache.kafka.clients.consumer.${assignor}`,
        "--verbose",
      ]);
    const become = (state: string) =>
      waitFor(async () => {
        const [described] = await admin.describeGroups([group]);
        const shares = described!.members.map(({ assignment }) => assignment.length);
        return `${described!.state} ${shares.sort().join(" ")}` === state;
      }, { what: `group ${state}`, timeoutMs: 60_000 });
    const readBy = (members: readonly LiveClient[], count: number) =>
      waitFor(() => {
        const read = members.flatMap((member) => events(member, "record_data"));
        return read.length >= count && read;
      }, { what: `${count} records`, timeoutMs: 60_000, intervalMs: 100 });
    const places = (records: readonly VerifiableEvent[]) =>
      records.map(({ partition, offset, value }) => `${partition}/${offset} ${value}`).sort();

    const sent = await produce();
    await using first = member();
    assertEquals(places(await readBy([first], COUNT)), places(sent));
    await become("Stable 4");
    await using second = member();
    await become("Stable 2 2");
    sent.push(...await produce());
    assertEquals(places(await readBy([first, second], 2 * COUNT)), places(sent));

    await first.end("SIGTERM");
    assertEquals(events(first, "shutdown_complete").length, 1);
    await become("Stable 4");
    await second.end("SIGTERM");
    await become("Empty ");
    const ends = (await admin.topicOffsets(topic)).map(({ high }) => high);
    const committed = await admin.committedOffsets(group, [topic]);
    assertEquals(committed.map(({ offset }) => offset), ends);
  });
}
