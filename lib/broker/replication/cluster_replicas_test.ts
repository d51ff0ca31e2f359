import { assertEquals, assertThrows } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { ReplicasFixture, summary } from "./_test_replicas.ts";

function refusal(work: () => unknown): string {
  const error = assertThrows(work, WorkshopError);
  return error instanceof RequestError ? error.code : error.code;
}

Deno.test("followers have at once what their leader appends", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1, 2]);
  fixture.append(partition, 3);
  assertEquals(summary(partition), "leader 0, epoch 0, isr 0,1,2, 3 of 3");
  fixture.replicas.brokerDied(0);
  assertEquals(summary(partition), "leader 1, epoch 1, isr 1,2, 3 of 3");
});

Deno.test("what held followers lack is gone with their leader, and only that", async () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1, 2]);
  fixture.append(partition, 2);
  const hold = fixture.replicas.hold();
  fixture.append(partition, 3);
  assertEquals(summary(partition), "leader 0, epoch 0, isr 0,1,2, 2 of 5");
  fixture.replicas.brokerDied(0);
  assertEquals(summary(partition), "leader 1, epoch 1, isr 1,2, 2 of 2");
  assertEquals(partition.log.epochs.endOf(0, 2), { epoch: 0, endOffset: 2 });
  await hold[Symbol.asyncDispose]();
  fixture.append(partition);
  assertEquals(summary(partition), "leader 1, epoch 1, isr 1,2, 3 of 3");
});

Deno.test("followers that are let go have everything, and the second hold counts too", async () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  const first = fixture.replicas.hold();
  const second = fixture.replicas.hold();
  fixture.append(partition, 4);
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  assertEquals(partition.log.highWatermark, 0);
  await second[Symbol.asyncDispose]();
  assertEquals(partition.log.highWatermark, 4);
});

Deno.test("followers that lag have a record after their time, not before", async () => {
  const fixture = new ReplicasFixture({ followerLagMs: 100 });
  const partition = fixture.partition([0, 1]);
  fixture.append(partition, 2);
  await fixture.advance(60);
  fixture.append(partition);
  assertEquals(partition.log.highWatermark, 0);
  await fixture.advance(40);
  assertEquals(partition.log.highWatermark, 2);
  fixture.append(partition);
  await fixture.advance(100);
  assertEquals(partition.log.highWatermark, 4);
  fixture.append(partition);
  fixture.replicas.brokerDied(0);
  assertEquals(summary(partition), "leader 1, epoch 1, isr 1, 4 of 4");
});

Deno.test("a follower held for half a minute leaves the ISR, and comes back with all", async () => {
  const fixture = new ReplicasFixture();
  const [lagging, idle] = [fixture.partition([0, 1]), fixture.partition([0, 1])];
  const hold = fixture.replicas.hold();
  fixture.append(lagging, 2);
  await fixture.advance(15_000);
  await fixture.advance(14_999);
  assertEquals(summary(lagging), "leader 0, epoch 0, isr 0,1, 0 of 2");
  await fixture.advance(15_001);
  assertEquals(summary(lagging), "leader 0, epoch 0, isr 0, 2 of 2");
  assertEquals(idle.isr, [0, 1]);
  await hold[Symbol.asyncDispose]();
  assertEquals(summary(lagging), "leader 0, epoch 0, isr 0,1, 2 of 2");
});

Deno.test("the high watermark waits for as many in-sync replicas as the topic asks for", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1, 2], { "min.insync.replicas": "2" });
  fixture.append(partition);
  fixture.replicas.brokerDied(1);
  fixture.replicas.brokerDied(2);
  assertEquals(partition.isWritable, false);
  fixture.append(partition);
  assertEquals(summary(partition), "leader 0, epoch 0, isr 0, 1 of 2");
  fixture.replicas.brokerRose(1);
  assertEquals(summary(partition), "leader 0, epoch 0, isr 0,1, 2 of 2");
});

Deno.test("only who was in sync leads after all have died, unless the topic takes others", () => {
  const fixture = new ReplicasFixture();
  const careful = fixture.partition([0, 1]);
  const eager = fixture.partition([0, 1], { "unclean.leader.election.enable": "true" });
  for (const partition of [careful, eager]) fixture.append(partition);
  fixture.replicas.brokerDied(1);
  for (const partition of [careful, eager]) fixture.append(partition, 2);
  fixture.replicas.brokerDied(0);
  assertEquals(careful.leader, -1);
  fixture.replicas.brokerRose(1);
  assertEquals(careful.leader, -1);
  assertEquals(summary(eager), "leader 1, epoch 2, isr 1, 1 of 1");
  fixture.replicas.brokerRose(0);
  assertEquals(summary(careful), "leader 0, epoch 2, isr 0,1, 3 of 3");
  assertEquals(summary(eager), "leader 1, epoch 2, isr 1,0, 1 of 1");
});

Deno.test("a broker that comes back while followers are held waits for their release", async () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  fixture.replicas.brokerDied(1);
  const hold = fixture.replicas.hold();
  let back = false;
  const rose = fixture.replicas.brokerRose(1).then(() => back = true);
  fixture.append(partition);
  await fixture.advance(0);
  assertEquals([back, partition.isr], [false, [0]]);
  await hold[Symbol.asyncDispose]();
  await rose;
  assertEquals(partition.isr, [0, 1]);
});

Deno.test("a broker that dies again need not be awaited", async () => {
  const fixture = new ReplicasFixture({ followerLagMs: 50 });
  fixture.partition([0, 1]);
  fixture.replicas.brokerDied(1);
  const rose = fixture.replicas.brokerRose(1);
  fixture.replicas.brokerDied(1);
  await rose;
});

Deno.test("who came back while nobody led is in sync as soon as somebody does", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1, 2]);
  for (const id of [1, 2]) fixture.replicas.brokerDied(id);
  fixture.append(partition);
  fixture.replicas.brokerDied(0);
  for (const id of [1, 2]) void fixture.replicas.brokerRose(id);
  assertEquals(partition.leader, -1);
  fixture.replicas.leadership.elect(partition, "unclean");
  assertEquals(summary(partition), "leader 1, epoch 2, isr 1,2, 0 of 0");
});

Deno.test("followers of a topic that is deleted copy nothing more", async () => {
  const fixture = new ReplicasFixture({ followerLagMs: 10 });
  const partition = fixture.partition([0, 1]);
  fixture.append(partition);
  fixture.topics.delete(fixture.topics.get(partition.topic)!);
  await fixture.advance(15_000);
  await fixture.advance(15_000);
  assertEquals(fixture.clock.sleepers, 0);
});

Deno.test("a moved leader is the preferred one from then on", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  fixture.replicas.moveLeader(partition, 1);
  assertEquals([partition.leader, partition.leaderEpoch, partition.replicas], [1, 1, [1, 0]]);
  assertEquals(fixture.begun, [`${partition.topic} 1`]);
  assertEquals(refusal(() => fixture.replicas.moveLeader(partition, 2)), "NOT_A_REPLICA");
  fixture.replicas.brokerDied(0);
  assertEquals(refusal(() => fixture.replicas.moveLeader(partition, 0)), "NOT_IN_SYNC");
});

Deno.test("leaders go back to the first replicas after five minutes", async () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  fixture.replicas.start();
  fixture.replicas.brokerDied(0);
  fixture.replicas.brokerRose(0);
  assertEquals(partition.leader, 1);
  await fixture.advance(300_000);
  assertEquals([partition.leader, partition.leaderEpoch], [0, 2]);
});

Deno.test("replicas are exchanged when the new ones have everything", async () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  fixture.append(partition, 2);
  const hold = fixture.replicas.hold();
  fixture.replicas.reassign(partition, [2, 0]);
  assertEquals([partition.replicas, partition.adding, partition.removing], [[2, 0, 1], [2], [1]]);
  await hold[Symbol.asyncDispose]();
  assertEquals([partition.replicas, partition.adding, partition.removing], [[2, 0], [], []]);
  assertEquals(partition.isr, [0, 2]);
  fixture.replicas.brokerDied(0);
  assertEquals([partition.leader, partition.log.logEndOffset], [2, 2]);
});

Deno.test("an exchange of replicas can be ended while it is under way", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  const end = () => fixture.replicas.reassign(partition, null);
  assertEquals(refusal(end), "NO_REASSIGNMENT_IN_PROGRESS");
  fixture.replicas.brokerDied(2);
  fixture.replicas.reassign(partition, [2]);
  end();
  assertEquals([partition.replicas, partition.isr, partition.leader], [[0, 1], [0, 1], 0]);
});

Deno.test("a leader that is exchanged gives way", () => {
  const fixture = new ReplicasFixture();
  const partition = fixture.partition([0, 1]);
  fixture.replicas.reassign(partition, [1, 2]);
  assertEquals([partition.leader, partition.replicas, partition.isr], [1, [1, 2], [1, 2]]);
});
