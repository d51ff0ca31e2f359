import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { connect as connectTls } from "node:tls";
import { ManualClock, seededRandom } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { tempFolder } from "./_test_folder.ts";
import { RawConnection } from "./contract/raw_connection.ts";
import { logInPlain } from "./contract/security/secure_session.ts";
import { Cluster, type RunningCluster, startClusterInWorker } from "./mod.ts";

const ANNE = {
  resourceType: "topic",
  resourceName: "orders",
  principal: "User:anne",
  operation: "read",
} as const;

function connect({ bootstrapServers, security }: RunningCluster, ca = security!.ca) {
  const { name: username, password } = security!.superUser;
  return connectKafka({
    bootstrapServers: [bootstrapServers],
    tls: security!.protocol === "SASL_PLAINTEXT" ? false : { ca },
    sasl: { mechanism: "plain", username, password },
  });
}

async function withFolder(use: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = tempFolder();
  try {
    await use(dataDir);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
}

const starts = [
  ["in this thread", Cluster.start.bind(Cluster)],
  ["in a Worker", startClusterInWorker],
] as const;

for (const [where, start] of starts) {
  Deno.test(`a cluster ${where} is encrypted and asks for a login by default`, async () => {
    await using cluster = await start({ brokers: 3, security: {} });
    assertEquals(cluster.security?.protocol, "SASL_SSL");
    assertEquals(cluster.security?.superUser.name, "admin");
    await using kafka = connect(cluster);
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 3, replicationFactor: 3 }]);
    assertEquals((await admin.topicOffsets("orders")).length, 3);
  });
}

Deno.test("the certificate is for localhost and 127.0.0.1, and signed by the run's own authority", async () => {
  await using one = await Cluster.start({ security: {} });
  await using other = await Cluster.start({ security: {} });
  assertNotEquals(one.security!.ca, other.security!.ca);
  const ca = new X509Certificate(one.security!.ca);
  assertEquals([ca.ca, ca.checkIssued(ca)], [true, true]);
  const port = Number(one.bootstrapServers.split(":")[1]);
  for (const host of ["localhost", "127.0.0.1"]) {
    const servername = host === "localhost" ? { servername: host } : {};
    await new Promise<void>((resolve, reject) => {
      const socket = connectTls({ host, port, ca: one.security!.ca, ...servername }, () => {
        socket.destroy();
        resolve();
      });
      socket.on("error", reject);
    });
  }
  await using stranger = connect(one, other.security!.ca);
  await assertRejects(() => stranger.admin(), Error, "tls.ca");
});

Deno.test("users, rules and the authority outlive the cluster in a data folder, passwords do not lie there", async () => {
  await withFolder(async (dataDir) => {
    const superUser = { name: "root", password: "a very secret word" };
    let ca: string;
    {
      await using cluster = await Cluster.start({ dataDir, security: { superUser } });
      ca = cluster.security!.ca;
      await using kafka = connect(cluster);
      await using admin = await kafka.admin();
      await admin.alterScramUser({ name: "anne", password: "another secret word" });
      await admin.createAcls([ANNE, { ...ANNE, operation: "write" }]);
      await admin.deleteAcls({ operation: "write" });
    }
    await using cluster = await Cluster.start({ dataDir, security: { superUser } });
    assertEquals(cluster.security!.ca, ca);
    assertEquals(Deno.readTextFileSync(`${dataDir}/ca.pem`), ca);
    await using kafka = connect(cluster, ca);
    await using admin = await kafka.admin();
    assertEquals((await admin.describeScramUsers()).map(({ name }) => name), ["anne"]);
    assertEquals((await admin.listAcls()).map(({ operation }) => operation), ["read"]);
    await using anne = connectKafka({
      bootstrapServers: [cluster.bootstrapServers],
      tls: { ca },
      sasl: { mechanism: "scram-sha-256", username: "anne", password: "another secret word" },
    });
    await using _session = await anne.admin();
    for (const text of filesIn(dataDir)) assert(!text.includes("secret word"));
    if (Deno.build.os !== "windows") {
      assertEquals(Deno.statSync(`${dataDir}/server.pem`).mode! & 0o777, 0o600);
    }
  });
});

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [
      new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${name}`)),
    ]
  );
}

Deno.test("encryption alone asks nobody who they are, and there are no rules", async () => {
  await using cluster = await Cluster.start({ security: { protocol: "SSL" } });
  await using kafka = connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    tls: { ca: cluster.security!.ca },
  });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }]);
  await assertRejects(() => admin.listAcls(), Error, "authorizer");
});

Deno.test("more users log in by PLAIN, and may do what rules allow them", async () => {
  const users = [{ name: "anne", password: "p" }];
  await using cluster = await Cluster.start({ security: { protocol: "SASL_PLAINTEXT", users } });
  await using kafka = connect(cluster);
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "trips", partitions: 1 }]);
  await admin.createAcls([ANNE]);
  await using anne = connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    sasl: { mechanism: "plain", username: "anne", password: "p" },
  });
  await using hers = await anne.admin();
  assertEquals(await hers.listTopics(), ["orders"]);
});

Deno.test("a login that has run out ends the connection, unless it is renewed", async () => {
  const clock = new ManualClock();
  const security = { protocol: "SASL_PLAINTEXT", maxReauthMs: 60_000 } as const;
  await using cluster = await Cluster.start({ clock, security });
  const { superUser } = cluster.security!;
  const open = () => RawConnection.open(cluster.bootstrapServers, "test");
  using renewed = await open();
  using left = await open();
  assertEquals(await logInPlain(renewed, superUser), "NONE");
  assertEquals(await logInPlain(left, superUser), "NONE");
  clock.advance(59_000);
  await left.call("Metadata", 8, { topics: [] });
  assertEquals(await logInPlain(renewed, superUser), "NONE");
  clock.advance(2000);
  await renewed.call("Metadata", 8, { topics: [] });
  await assertRejects(() => left.call("Metadata", 8, { topics: [] }), Error, "closed");
});

Deno.test("a broker with TLS is killed and comes back with the same certificate", async () => {
  await using cluster = await Cluster.start({ brokers: 3, security: {} });
  await using kafka = connect(cluster);
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 3, replicationFactor: 3 }]);
  await cluster.kill(1);
  const leaders = (await admin.describeTopic("orders")).map(({ leader }) => leader);
  assertEquals(leaders.includes(1), false);
  await cluster.revive(1);
  await cluster.moveLeader({ topic: "orders", partition: 0 }, 1);
  await using fresh = connect(cluster);
  await using again = await fresh.admin();
  assertEquals((await again.topicOffsets("orders")).length, 3);
});

Deno.test("random bytes before a login harm nobody else", async () => {
  await using cluster = await Cluster.start({ security: { protocol: "SASL_PLAINTEXT" } });
  const random = seededRandom("before the login");
  using other = await RawConnection.open(cluster.bootstrapServers, "test");
  assertEquals(await logInPlain(other, cluster.security!.superUser), "NONE");
  for (let index = 0; index < 200; index++) {
    using broker = await RawConnection.open(cluster.bootstrapServers, "test");
    if (index % 2 === 0) {
      await broker.call("SaslHandshake", index % 4 === 0 ? 1 : 0, { mechanism: "SCRAM-SHA-256" });
    }
    const body = random.bytes(random.int(0, 120));
    await broker.sendBytes([Uint8Array.of(0, 0, 0, body.length), body]).catch(() => {});
  }
  await other.call("Metadata", 8, { topics: [] });
});

Deno.test("who failed to log in is not heard again on that connection", async () => {
  await using cluster = await Cluster.start({ security: { protocol: "SASL_PLAINTEXT" } });
  using broker = await RawConnection.open(cluster.bootstrapServers, "test");
  const token = (text: string) => ({ authBytes: new TextEncoder().encode(text) });
  await broker.call("SaslHandshake", 1, { mechanism: "PLAIN" });
  const { name, password } = cluster.security!.superUser;
  await broker.send("SaslAuthenticate", 2, token(`\0${name}\0wrong`));
  await broker.send("SaslHandshake", 1, { mechanism: "PLAIN" });
  await broker.send("SaslAuthenticate", 2, token(`\0${name}\0${password}`));
  assertEquals((await broker.receive("SaslAuthenticate", 2)).errorCode, 58);
  assertEquals(await broker.receiveFrame(), undefined);
});

Deno.test("secrets are in no line of the log", async () => {
  const lines: string[] = [];
  const logger = {
    log: (...line: unknown[]) => void lines.push(JSON.stringify(line)),
    child: () => logger,
  };
  const superUser = { name: "root", password: "a very secret word" };
  await using cluster = await Cluster.start({ logger, security: { superUser } });
  await using wrong = connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    tls: { ca: cluster.security!.ca },
    sasl: { mechanism: "plain", username: "root", password: "a wrong secret word" },
  });
  await assertRejects(() => wrong.admin());
  await using kafka = connect(cluster);
  await using _admin = await kafka.admin();
  assertEquals(lines.filter((line) => line.includes("secret word")), []);
});
