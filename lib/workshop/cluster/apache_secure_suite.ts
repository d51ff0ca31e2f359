// Run by `deno task test:kafka`: needs Java, and Maven for the first time.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { securedTarget, superUserConnection } from "../secured_target.ts";
import { openRunFolder } from "../run_folder.ts";
import { apacheControl } from "./apache_control.ts";
import { ApacheKafka } from "./apache_kafka.ts";
import type { Compose } from "./compose.ts";
import { LocalKafka } from "./local_kafka.ts";
import { freePorts } from "./ports.ts";

const noDocker = { isAvailable: () => Promise.resolve(false) } as Compose;

// The brokers are let go on purpose: whether this process sees their end in time is left to chance.
const lettingGo = { sanitizeOps: false, sanitizeResources: false };

Deno.test("three secure brokers take the super user, refuse others and are killed like any", async () => {
  await using folder = await openRunFolder("secure-test");
  await using kafka = await ApacheKafka.start({
    dir: folder.path,
    brokers: 3,
    controlled: true,
    secure: {},
  });
  const connection = superUserConnection(kafka.bootstrapServers.split(","), kafka.security!);
  await using client = connectKafka(connection);
  await using admin = await client.admin();
  const topic = { name: "orders", partitions: 1, replicas: [[0, 1, 2]] };
  assertEquals(await admin.createTopics([topic]), ["orders"]);
  const { connectionAs } = securedTarget(connection, kafka.security!, "");
  const stranger = connectKafka(connectionAs({ name: "eve", password: "guessed" }));
  await assertRejects(() => stranger.admin(), WorkshopError);
  const control = apacheControl(kafka);
  await control.kill(0);
  assert((await admin.describeTopic("orders"))[0]!.leader > 0);
  await control.revive(0);
  assertEquals((await admin.describeTopic("orders"))[0]!.inSyncReplicas.length, 3);
});

Deno.test(
  "the kept cluster keeps its password, and nobody else may read it",
  lettingGo,
  async () => {
    await using folder = await openRunFolder("secure-test");
    const dir = `${folder.path}/kafka-data`;
    const local = new LocalKafka(dir, noDocker);
    const first = await local.start({ port: freePorts(1)[0]!, secure: true });
    assertEquals([first.up, first.secure, first.access?.user], [true, true, "admin"]);
    const password = await Deno.readTextFile(`${dir}/security/super-user.json`);
    const secrets = [
      `${dir}/security/super-user.json`,
      `${dir}/security/server.pem`,
      `${dir}/broker-0/server.properties`,
      first.access!.javaFile,
      first.access!.kcatFile,
      first.access!.environmentFile,
    ];
    for (const path of secrets) {
      if (Deno.build.os === "windows") continue;
      assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600, path);
    }
    assertEquals(await local.stop(), true);
    const second = await local.start();
    assertEquals([second.up, second.secure], [true, true]);
    assertEquals(await Deno.readTextFile(`${dir}/security/super-user.json`), password);
    assertEquals(await local.clean(), true);
    await assertRejects(() => Deno.stat(dir), Deno.errors.NotFound);
  },
);
