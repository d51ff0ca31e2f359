import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connectKafka } from "../../kafka/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { Cluster, makeCertificates } from "../mod.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool } from "./java_tools.ts";
import { kcat, runKcat, startKcat } from "./kcat.ts";
import { confluentKafka, PythonClientError, startPython } from "./python_client.ts";

const USER = { name: "anne", password: "p, a=s" };
/** Logs in by PLAIN. */
const BERT = { name: "bert", password: "teh botol" };
const TOPIC = "guarded";

/** A cluster with TLS and logins, a user with a rule to read and write, and files for clients. */
async function secured() {
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await Cluster.start({ security: { users: [BERT] } }));
  const { ca, superUser } = cluster.security!;
  const { path: folder } = opened.use(await openRunFolder("clients"));
  await Deno.writeTextFile(`${folder}/ca.pem`, ca);
  await Deno.writeTextFile(`${folder}/wrong.pem`, (await makeCertificates()).ca);
  const kafka = opened.use(connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    tls: { ca },
    sasl: { mechanism: "plain", username: superUser.name, password: superUser.password },
  }));
  const admin = await kafka.admin();
  await admin.createTopics([{ name: TOPIC, partitions: 1 }, { name: "hidden", partitions: 1 }]);
  for (const mechanism of ["scram-sha-256", "scram-sha-512"] as const) {
    await admin.alterScramUser({ ...USER, mechanism });
  }
  for (const { name } of [USER, BERT]) {
    const rule = { principal: `User:${name}`, resourceType: "topic", resourceName: TOPIC } as const;
    await admin.createAcls([{ ...rule, operation: "write" }, { ...rule, operation: "read" }]);
  }
  const stack = opened.move();
  const servers = cluster.bootstrapServers;
  return { admin, folder, servers, superUser, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The settings of librdkafka. */
function settings(folder: string, rest: Readonly<Record<string, string>> = {}) {
  return {
    "security.protocol": "SASL_SSL",
    "ssl.ca.location": `${folder}/ca.pem`,
    "sasl.mechanism": "SCRAM-SHA-256",
    "sasl.username": USER.name,
    "sasl.password": USER.password,
    ...rest,
  };
}

function kcatArguments(given: Readonly<Record<string, string>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
}

/**
 * Debian's kcat has a librdkafka before 2.2, whose SCRAM says a wrong nonce, which Apache Kafka
 * refuses since 3.7.2: it logs in by PLAIN.
 */
function plainLogin({ name, password }: { name: string; password: string }) {
  return { "sasl.mechanism": "PLAIN", "sasl.username": name, "sasl.password": password };
}

clientTest(kcat, "logs in over TLS, writes and reads", async () => {
  await using cluster = await secured();
  const { folder, servers } = cluster;
  const given = kcatArguments(settings(folder, plainLogin(BERT)));
  await runKcat(servers, ["-P", "-t", TOPIC, ...given], "one\ntwo\n");
  assertEquals(await runKcat(servers, ["-C", "-t", TOPIC, "-e", "-q", ...given]), "one\ntwo\n");
  const seen = JSON.parse(await runKcat(servers, ["-L", "-J", ...given]));
  assertEquals(seen.topics.map(({ topic }: { topic: string }) => topic), [TOPIC]);
});

clientTest(
  kcat,
  "is stopped by a wrong authority, a wrong password and a missing rule",
  async () => {
    await using cluster = await secured();
    const { folder, servers } = cluster;
    const given = (rest: Readonly<Record<string, string>>) =>
      kcatArguments(settings(folder, { ...plainLogin(BERT), ...rest }));
    const stopped = async (rest: Readonly<Record<string, string>>, complaint: string) => {
      await using listing = startKcat(servers, ["-L", ...given(rest)]);
      await listing.complaint(complaint);
      // It would go on trying, and hear the same.
      await listing.end("SIGKILL");
      assertEquals(listing.lines, []);
    };
    await stopped({ "ssl.ca.location": `${folder}/wrong.pem` }, "certificate verify failed");
    const refused = "Authentication failed: Invalid username or password";
    await stopped({ "sasl.password": "wrong" }, refused);
    const noRule = () => runKcat(servers, ["-P", "-t", "hidden", ...given({})], "x\n");
    await assertRejects(noRule, Error, "Topic authorization failed");
  },
);

for (const mechanism of ["SCRAM-SHA-256", "SCRAM-SHA-512"]) {
  clientTest(confluentKafka, `logs in over TLS by ${mechanism}, does what it may`, async () => {
    await using cluster = await secured();
    await using client = startPython(confluentKafka, cluster.servers);
    const given = settings(cluster.folder, { "sasl.mechanism": mechanism });
    await client.call("connect_with", { settings: given });
    assertEquals(await client.call("topics"), [TOPIC]);
    await client.call("open_producer");
    const send = (topic: string) =>
      client.call("send", {
        topic,
        records: [{ key: null, value: btoa("v"), headers: [], partition: 0, timestampMs: 1 }],
      });
    assertEquals(await send(TOPIC), [{ partition: 0, offset: 0 }]);
    const error = await assertRejects(() => send("hidden"), PythonClientError);
    assertStringIncludes(error.message, "AUTHORIZATION_FAILED");
  });
}

clientTest(javaTools, "administer rules and users over TLS", async () => {
  await using cluster = await secured();
  const { admin, folder, servers, superUser } = cluster;
  const login = `${folder}/client.properties`;
  await Deno.writeTextFile(
    login,
    [
      "security.protocol=SASL_SSL",
      "ssl.truststore.type=PEM",
      `ssl.truststore.location=${folder}/ca.pem`,
      "sasl.mechanism=PLAIN",
      "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required " +
      `username="${superUser.name}" password="${superUser.password}";`,
    ].join("\n"),
  );
  const run = (tool: string, ...args: string[]) =>
    runTool(tool, ["--bootstrap-server", servers, "--command-config", login, ...args]);
  await run(
    "AclCommand",
    "--add",
    "--allow-principal",
    "User:carl",
    "--consumer",
    "--topic",
    "or",
    [
      "--group",
      "readers",
    ].join("="),
    "--resource-pattern-type",
    "prefixed",
  );
  const carl = await admin.listAcls({ principal: "User:carl" });
  assertEquals(
    carl.map((acl) => `${acl.resourceType} ${acl.patternType} ${acl.operation}`).sort(),
    ["group prefixed read", "topic prefixed describe", "topic prefixed read"],
  );
  const user = ["--entity-type", "users", "--entity-name", "carl"];
  await run(
    "kafka.admin.ConfigCommand",
    ...user,
    "--alter",
    "--add-config",
    "SCRAM-SHA-512=[iterations=8192,password=secret]",
  );
  const known = await admin.describeScramUsers();
  assertEquals(known.map(({ name }) => name), ["anne", "carl"]);
  assertEquals(known[1]!.credentials, [{ mechanism: "scram-sha-512", iterations: 8192 }]);
  await run(
    "AclCommand",
    "--remove",
    "--force",
    "--topic",
    "or",
    "--resource-pattern-type",
    "prefixed",
  );
  assertEquals((await admin.listAcls({ principal: "User:carl" })).length, 1);
});
