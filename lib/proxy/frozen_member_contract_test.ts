import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { ManualClock, waitFor } from "../core/mod.ts";
import { encodeSubscription, kafkaError } from "../protocol/mod.ts";
import { commitOne, FaultTarget, produceOne, TARGET_NAME } from "./_fault_target.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";

const SESSION_MS = 6000;

/** Joins a group as its only member. */
async function join(client: RawClient, { group, topic }: FaultTarget) {
  const metadata = encodeSubscription(0, { topics: [topic], userData: null });
  const body = {
    groupId: group,
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: SESSION_MS,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata }],
  };
  const joined = await client.ask("JoinGroup", 3, body);
  const { memberId, generationId } = joined!;
  const assignments = [{ memberId, assignment: metadata }];
  await client.ask("SyncGroup", 3, { groupId: group, generationId, memberId, assignments });
  return { memberId, generationId };
}

Deno.test(`a frozen client of ${TARGET_NAME} leaves its group and comes back a zombie`, async () => {
  const clock = new ManualClock(Date.now());
  await using target = await FaultTarget.open(() => Cluster.start({ clock }));
  const { topic, group } = target;
  await using proxy = await startProxy({ upstream: target.address });
  await using first = new RawClient(proxy.bootstrapServers, "zombie");
  const member = await join(first, target);
  assertEquals(await target.describe(group), "Stable, 1 members");
  assertEquals(await commitOne(first, { group, topic, offset: 1, member }), 0);

  const frozen = proxy.freezeClient("zombie");
  const heartbeat = first.ask("Heartbeat", 3, { groupId: group, ...member });
  const commit = commitOne(first, { group, topic, offset: 7, member });
  await using second = new RawClient(proxy.bootstrapServers, "zombie");
  const record = produceOne(second, topic);
  await waitFor(() => frozen.held === 2, { what: "a frame of each connection to be held" });
  await using other = new RawClient(proxy.bootstrapServers, "alive");
  assertEquals(await produceOne(other, topic), 0);
  await waitFor(async () => {
    clock.advance(SESSION_MS / 10);
    return await target.describe(group) === "Empty, 0 members";
  }, {
    what: "the member's session to end",
    timeoutMs: 60_000,
  });
  assertEquals([await target.end(topic), await target.committed(group)], [1, 1]);

  frozen.release();
  const unknown = kafkaError("UNKNOWN_MEMBER_ID").code;
  assertEquals((await heartbeat)!.errorCode, unknown);
  assertEquals(await commit, unknown);
  assertEquals([await record, await target.end(topic)], [0, 2]);
  assertEquals(await target.committed(group), 1);
  assertEquals(proxy.frozenClients, []);
});
