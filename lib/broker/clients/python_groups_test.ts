import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { type Admin, connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { makeTopic } from "./make_topic.ts";
import {
  confluentKafka,
  kafkaPython2,
  kafkaPython3,
  type Polled,
  type PythonClient,
  startPython,
} from "./python_client.ts";
import { byPartition, bytesOf, sampleRecords } from "./sample_records.ts";

const MEMBERS = [
  { library: kafkaPython2, options: {}, how: "" },
  { library: kafkaPython3, options: {}, how: "" },
  { library: confluentKafka, options: {}, how: "" },
  {
    library: confluentKafka,
    options: { strategy: "cooperative-sticky" },
    how: ", handing over only what moves",
  },
];

/** Polls each member, none waiting for another, until what they hold is as wanted. */
async function pollUntil(
  members: readonly PythonClient[],
  what: string,
  isReached: (polls: readonly Polled[], records: readonly Polled["records"][]) => unknown,
): Promise<readonly Polled["records"][]> {
  const polls: Polled[] = members.map(() => ({ records: [], assignment: [] }));
  const records: Polled["records"][number][][] = members.map(() => []);
  let done = false;
  const polling = members.map(async (member, index) => {
    while (!done) {
      polls[index] = await member.poll();
      records[index]!.push(...polls[index].records);
    }
  });
  const reached = waitFor(() => isReached(polls, records), { what, timeoutMs: 30_000 })
    .finally(() => done = true);
  await Promise.all([reached, ...polling]);
  return records;
}

async function groupFacts(admin: Admin, groupId: string, topic: string) {
  const [group] = await admin.describeGroups([groupId]);
  const committed = await admin.committedOffsets(groupId, [topic]);
  return {
    state: group!.state,
    assignments: group!.members
      .map(({ assignment }) => assignment.map(({ partition }) => partition).sort())
      .sort((a, b) => b.length - a.length),
    committed: committed.map(({ offset }) => Number(offset)),
  };
}

for (const { library, options, how } of MEMBERS) {
  clientTest(library, `shares a group between two members${how}`, async (target) => {
    const topic = target.name("shared");
    const group = target.name("group");
    const samples = byPartition(sampleRecords(30));
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 3 });
    await using producer = await kafka.producer();
    const produce = async () => {
      for (const [partition, records] of samples) {
        await producer.produce({ topic, partition, records: records.map(bytesOf) });
      }
    };
    await produce();

    await using first = startPython(library, target.bootstrapServers);
    await using second = startPython(library, target.bootstrapServers);
    await first.call("open_consumer", { topic, group, ...options });
    await pollUntil([first], "30 records at one member", (_, [read]) => read!.length === 30);
    await first.call("commit");
    assertEquals(await first.call("committed"), { 0: 10, 1: 10, 2: 10 });
    assertEquals(await groupFacts(admin, group, topic), {
      state: "Stable",
      assignments: [[0, 1, 2]],
      committed: [10, 10, 10],
    });

    await second.call("open_consumer", { topic, group, ...options });
    let shared = await groupFacts(admin, group, topic);
    await pollUntil([first, second], "two shares of a stable group", async (polls) => {
      shared = await groupFacts(admin, group, topic);
      const held = polls.map(({ assignment }) => assignment);
      return shared.state === "Stable" && shared.assignments.length === 2 &&
        held.every(({ length }) => length > 0) && held.flat().length === 3;
    });
    assertEquals(shared.assignments.map(({ length }) => length), [2, 1]);
    assertEquals(shared.assignments.flat().sort(), [0, 1, 2]);

    await produce();
    const read = await pollUntil(
      [first, second],
      "30 more records at two members",
      (_, records) => records.flat().length >= 30,
    );
    const offsets = byPartition(read.flat());
    for (const partition of [0, 1, 2]) {
      assertEquals(
        offsets.get(partition)!.map(({ offset }) => offset),
        Array.from({ length: 10 }, (_, index) => 10 + index),
      );
    }
    assertEquals(
      read.map((records) => new Set(records.map(({ partition }) => partition)).size).sort(),
      [1, 2],
    );
    await Promise.all([first.call("commit"), second.call("commit")]);

    await first.call("close_consumer");
    await pollUntil([second], "all partitions at the member that stayed", ([poll]) => {
      return poll!.assignment.length === 3;
    });
    assertEquals(await second.call("committed"), { 0: 20, 1: 20, 2: 20 });
    assertEquals(await groupFacts(admin, group, topic), {
      state: "Stable",
      assignments: [[0, 1, 2]],
      committed: [20, 20, 20],
    });
    await second.call("close_consumer");
    assertEquals((await groupFacts(admin, group, topic)).state, "Empty");
  });
}

for (const library of [kafkaPython3, confluentKafka]) {
  clientTest(library, "keeps a static member's place while it restarts", async (target) => {
    const topic = target.name("static");
    const group = target.name("group");
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 3 });
    const memberId = async () => (await admin.describeGroups([group]))[0]!.members[0]?.memberId;
    const member = { topic, group, instance: "one" };

    const first = startPython(library, target.bootstrapServers);
    await first.call("open_consumer", member);
    await pollUntil([first], "partitions", ([poll]) => poll!.assignment.length === 3);
    const before = await memberId();
    await first.kill();

    await using second = startPython(library, target.bootstrapServers);
    await second.call("open_consumer", member);
    await pollUntil([second], "the same partitions", ([poll]) => poll!.assignment.length === 3);
    const [described] = await admin.describeGroups([group]);
    assertEquals([described!.state, described!.members.length], ["Stable", 1]);
    assertEquals(before === await memberId(), false);
  });
}
