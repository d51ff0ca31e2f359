import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { connectKafka, type KafkaConnection } from "../kafka/mod.ts";
import { type Proxy, readFrame, startProxy, wireFull, wireJson, wireLine } from "./mod.ts";

const superUser = { name: "root", password: "correct-horse-battery" };
const alice = { name: "alice", password: "another-horse-battery" };

/** A secure cluster behind a proxy, and all that the proxy's wire told. */
class SecureBench implements AsyncDisposable {
  readonly told: string[] = [];
  readonly seen = new Set<string>();

  private constructor(readonly cluster: Cluster, readonly proxy: Proxy) {
    proxy.onTraffic((frame) => {
      const read = readFrame(frame);
      assertEquals(read.unreadable, undefined);
      this.seen.add(String(frame.apiKey));
      this.told.push(wireLine(read, 200), wireFull(read, 200), wireJson(read));
    });
  }

  static async start(): Promise<SecureBench> {
    const cluster = await Cluster.start({ security: { superUser } });
    const { ca } = cluster.security!;
    const proxy = await startProxy({ upstream: cluster.bootstrapServers, tls: { ca } });
    return new SecureBench(cluster, proxy);
  }

  connection(
    mechanism: "plain" | "scram-sha-256",
    { name: username, password }: typeof alice,
  ): KafkaConnection {
    const sasl = { mechanism, username, password };
    return { bootstrapServers: [this.proxy.bootstrapServers], sasl };
  }

  /** What the wire told of secrets, in clear or in base64. */
  leaks(): string[] {
    const secrets = [superUser, alice].flatMap(({ password }) => [
      password,
      new TextEncoder().encode(password.slice(0, 15)).toBase64(),
    ]);
    return this.told.filter((text) => secrets.some((secret) => text.includes(secret)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy.close();
    await this.cluster.close();
  }
}

Deno.test("behind TLS and a login faults fire, all is read, and no secret is told", async () => {
  await using bench = await SecureBench.start();
  const lost = bench.proxy.add({ action: "dropAnswer", apiKeys: ["Produce"], times: 1 });
  await using kafka = connectKafka(bench.connection("plain", superUser));
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }]);
  await using producer = await kafka.producer();
  const value = new TextEncoder().encode("one");
  await producer.produce({ topic: "orders", partition: 0, records: [{ value }] });
  assertEquals([lost.fired, (await admin.topicOffsets("orders"))[0]!.high], [1, 1n]);
  for (const name of ["SaslHandshake", "SaslAuthenticate", "Produce"]) {
    assert(bench.seen.has(name), name);
  }
  assertEquals(bench.leaks(), []);
  assert(bench.told.some((text) => text.includes("(hidden)")));
});

Deno.test("nothing is told of a user's password, neither when it is set nor at the login", async () => {
  await using bench = await SecureBench.start();
  {
    await using root = connectKafka(bench.connection("plain", superUser));
    await using admin = await root.admin();
    await admin.alterScramUser(alice);
  }
  await using kafka = connectKafka(bench.connection("scram-sha-256", alice));
  await using admin = await kafka.admin();
  assertEquals((await admin.describeCluster()).brokers.length, 1);
  const json = bench.told.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text));
  const logins = json.filter(({ api }) => api === "SaslAuthenticate");
  assertEquals(logins.length >= 4, true);
  assertEquals(logins.filter(({ body }) => body.authBytes !== "(hidden)"), []);
  const [set] = json.filter(({ api }) => api === "AlterUserScramCredentials");
  const { salt, saltedPassword } = set.body.upsertions[0];
  assertEquals([salt, saltedPassword], ["(hidden)", "(hidden)"]);
  assertEquals(bench.leaks(), []);
});
