import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { openTarget } from "./open_target.ts";

Deno.test("a lab on security gets a cluster that asks for logins, and its super user", async () => {
  await using target = await openTarget({ secure: true });
  const { secured } = target;
  assertEquals(secured?.superUser, target.connection);
  await using admin = await target.kafka.admin();
  assertEquals(await admin.createTopics([{ name: "orders", partitions: 1 }]), ["orders"]);
  assertNotEquals(secured!.ca, secured!.wrongCa);
  const stranger = secured!.connectionAs({ name: "nobody", password: "guessed" });
  for (const connection of [stranger, { ...target.connection, tls: { ca: secured!.wrongCa } }]) {
    await using kafka = connectKafka({ ...connection, connectionTimeoutMs: 2000 });
    await assertRejects(() => kafka.admin(), WorkshopError);
  }
});
