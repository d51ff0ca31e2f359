import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster, makeCertificates } from "../broker/mod.ts";
import { WorkshopError } from "../core/mod.ts";
import { type Acl, connectKafka, type Kafka, type KafkaConnection } from "./mod.ts";

const USER = { name: "anne", password: "p, a=s" };
const PRINCIPAL = `User:${USER.name}`;

function allow(resourceType: Acl["resourceType"], resourceName: string, operation: string): Acl {
  return { resourceType, resourceName, principal: PRINCIPAL, operation: operation as "read" };
}

/** A secured cluster with a topic and a user who may do nothing yet. */
async function secured() {
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await Cluster.start({ security: {} }));
  const { ca, superUser } = cluster.security!;
  const connection = (rest: Partial<KafkaConnection> = {}): KafkaConnection => ({
    bootstrapServers: [cluster.bootstrapServers],
    tls: { ca },
    sasl: { mechanism: "scram-sha-256", username: USER.name, password: USER.password },
    ...rest,
  });
  const admin = await opened.use(connectKafka(connection({
    sasl: { mechanism: "plain", username: superUser.name, password: superUser.password },
  }))).admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }]);
  await admin.alterScramUser(USER);
  const kafka = opened.use(connectKafka(connection()));
  const stack = opened.move();
  return { admin, connection, kafka, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function refusal(code: string, work: () => Promise<unknown>): Promise<string> {
  const error = await assertRejects(work, WorkshopError);
  assertEquals([error.code, error.retriable], [code, false], error.message);
  return error.message;
}

async function produceOne(kafka: Kafka): Promise<void> {
  await using producer = await kafka.producer();
  await producer.produce({ topic: "orders", partition: 0, records: [{ value: null }] });
}

Deno.test("an authority that did not sign the certificate is told at once, by every session", async () => {
  await using cluster = await secured();
  const { ca } = await makeCertificates();
  await using kafka = connectKafka(cluster.connection({ tls: { ca } }));
  for (
    const open of [() => kafka.admin(), () => kafka.producer(), () => kafka.transactional("t")]
  ) {
    assertStringIncludes(await refusal("CONNECTION_FAILED", open), "tls.ca");
  }
});

Deno.test("a wrong password is told at once, by every session", async () => {
  await using cluster = await secured();
  const sasl = { mechanism: "scram-sha-256", username: USER.name, password: "wrong" } as const;
  await using kafka = connectKafka(cluster.connection({ sasl }));
  const sessions = [
    () => kafka.admin(),
    () => kafka.producer(),
    () => kafka.joinGroup({ groupId: "g", topics: ["orders"], onBatch: () => {} }),
  ];
  for (const open of sessions) {
    assertStringIncludes(await refusal("SASL_AUTHENTICATION_FAILED", open), "check the user");
  }
});

Deno.test("each step says which ACL it lacks, and goes on once it is there", async () => {
  await using cluster = await secured();
  const { admin, kafka } = cluster;
  const join = async () => {
    const batches: unknown[] = [];
    await using _session = await kafka.joinGroup({
      groupId: "readers",
      topics: ["orders"],
      onBatch: (batch) => void batches.push(batch),
    });
  };
  await refusal("CLUSTER_AUTHORIZATION_FAILED", () => produceOne(kafka));
  await admin.createAcls([allow("topic", "orders", "write")]);
  await produceOne(kafka);

  await refusal("GROUP_AUTHORIZATION_FAILED", join);
  await admin.createAcls([allow("group", "readers", "read")]);
  await join();

  const message = await refusal("TOPIC_AUTHORIZATION_FAILED", async () => {
    await Array.fromAsync(kafka.read({ topic: "orders" }));
  });
  assertStringIncludes(message, "add an ACL");
  await admin.createAcls([allow("topic", "orders", "read")]);
  assertEquals((await Array.fromAsync(kafka.read({ topic: "orders" }))).length, 1);

  const transaction = () => kafka.transactional("till").then((one) => one[Symbol.asyncDispose]());
  await refusal("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", transaction);
  await admin.createAcls([allow("transactionalId", "till", "write")]);
  await transaction();
});

Deno.test("a group is forgotten by who may delete it, others hear what they lack", async () => {
  await using cluster = await secured();
  const { admin, kafka } = cluster;
  await admin.commitOffsets("readers", [{ topic: "orders", partition: 0, offset: 0n }]);
  await using own = await kafka.admin();
  await refusal("GROUP_AUTHORIZATION_FAILED", () => own.deleteGroups(["readers"]));
  await admin.createAcls([allow("group", "readers", "describe")]);
  await refusal("GROUP_AUTHORIZATION_FAILED", () => own.deleteGroups(["readers"]));
  assertEquals(await admin.listGroups(), ["readers"]);
  await admin.createAcls([allow("group", "readers", "delete")]);
  await own.deleteGroups(["readers"]);
  assertEquals(await admin.listGroups(), []);
});

Deno.test("a consumer whose permission to read is taken away ends with what it lacks", async () => {
  await using cluster = await secured();
  const { admin, kafka } = cluster;
  await admin.createAcls([
    allow("group", "readers", "read"),
    allow("topic", "orders", "write"),
  ]);
  await using session = await kafka.joinGroup({
    groupId: "readers",
    topics: ["orders"],
    onBatch: () => {},
  });
  await refusal("TOPIC_AUTHORIZATION_FAILED", () => session.closed);
});

Deno.test("users and ACLs are listed as they were made, and removed", async () => {
  await using cluster = await secured();
  const { admin } = cluster;
  await admin.alterScramUser({ ...USER, mechanism: "scram-sha-512", iterations: 8192 });
  assertEquals(await admin.describeScramUsers(), [{
    name: USER.name,
    credentials: [
      { mechanism: "scram-sha-256", iterations: 4096 },
      { mechanism: "scram-sha-512", iterations: 8192 },
    ],
  }]);
  const acl: Required<Acl> = {
    resourceType: "topic",
    resourceName: "ord",
    patternType: "prefixed",
    principal: PRINCIPAL,
    host: "127.0.0.1",
    operation: "describeConfigs",
    permission: "deny",
  };
  await admin.createAcls([acl]);
  assertEquals(await admin.listAcls({ resourceName: "orders", patternType: "match" }), [acl]);
  assertEquals(await admin.listAcls({ principal: "User:bert" }), []);
  assertEquals(await admin.deleteAcls({ principal: PRINCIPAL }), [acl]);
  assertEquals(await admin.listAcls(), []);
  await admin.deleteScramUser(USER.name);
  assertEquals(await admin.describeScramUsers(), []);
  await refusal("RESOURCE_NOT_FOUND", () => admin.deleteScramUser(USER.name));
});

Deno.test("without security there are no ACLs, and this is said", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  const create = () => admin.createAcls([allow("topic", "orders", "read")]);
  assertStringIncludes(await refusal("SECURITY_DISABLED", create), "configure an authorizer");
  await refusal("SECURITY_DISABLED", () => admin.listAcls());
});
