import { assertStringIncludes } from "@std/assert";
import { serverProperties } from "./properties.ts";

const nodes = [0, 1, 2].map((id) => ({ id, port: 9092 + id, controllerPort: 19092 + id }));

Deno.test("a node listens on loopback only and advertises localhost", () => {
  const text = serverProperties({ node: nodes[1]!, nodes, logDir: "/data" });
  assertStringIncludes(
    text,
    "listeners=PLAINTEXT://127.0.0.1:9093,CONTROLLER://127.0.0.1:19093\n",
  );
  assertStringIncludes(text, "advertised.listeners=PLAINTEXT://localhost:9093\n");
  assertStringIncludes(
    text,
    "controller.quorum.voters=0@127.0.0.1:19092,1@127.0.0.1:19093,2@127.0.0.1:19094\n",
  );
});

Deno.test("internal topics are replicated as far as there are brokers", () => {
  const three = serverProperties({ node: nodes[0]!, nodes, logDir: "/data" });
  assertStringIncludes(three, "\ntransaction.state.log.min.isr=2\n");
  assertStringIncludes(three, "\noffsets.topic.replication.factor=3\n");
  const one = serverProperties({ node: nodes[0]!, nodes: nodes.slice(0, 1), logDir: "/data" });
  assertStringIncludes(one, "\ntransaction.state.log.min.isr=1\n");
  assertStringIncludes(one, "\noffsets.topic.replication.factor=1\n");
});

Deno.test("overrides replace defaults, and a Windows path keeps its backslashes", () => {
  const text = serverProperties({
    node: nodes[0]!,
    nodes: nodes.slice(0, 1),
    logDir: "C:\\work\\kafka-data",
    overrides: { "log.retention.hours": "1" },
  });
  assertStringIncludes(text, "\nlog.dirs=C:\\\\work\\\\kafka-data\n");
  assertStringIncludes(text, "\nlog.retention.hours=1\n");
});

Deno.test("brokers with a controller of their own are none, and meet where they are told to", () => {
  const brokers = nodes.map((node) => ({
    ...node,
    internalPort: node.port + 100,
    advertisedInternalPort: node.port + 200,
  }));
  const controller = { id: 100, port: 0, controllerPort: 19100 };
  const text = serverProperties({ node: brokers[1]!, nodes: brokers, controller, logDir: "/data" });
  assertStringIncludes(text, "\nprocess.roles=broker\n");
  assertStringIncludes(text, "controller.quorum.voters=100@127.0.0.1:19100\n");
  assertStringIncludes(
    text,
    "\nlisteners=PLAINTEXT://127.0.0.1:9093,INTERNAL://127.0.0.1:9193\n" +
      "advertised.listeners=PLAINTEXT://localhost:9093,INTERNAL://localhost:9293\n",
  );
  const own = serverProperties({ node: controller, nodes: brokers, controller, logDir: "/data" });
  assertStringIncludes(own, "\nprocess.roles=controller\n");
  assertStringIncludes(own, "\nlisteners=CONTROLLER://127.0.0.1:19100\n");
});

Deno.test("a secure node has passwords on both listeners and denies what nothing allows", () => {
  const node = { ...nodes[0]!, internalPort: 9192 };
  const secure = { superUser: { name: "admin", password: "secret" }, keyStore: "/keys/server.pem" };
  const text = serverProperties({ node, nodes: [node], logDir: "/data", secure });
  assertStringIncludes(text, "\ninter.broker.listener.name=SASL_PLAINTEXT\n");
  assertStringIncludes(
    text,
    "\nadvertised.listeners=SASL_SSL://localhost:9092,SASL_PLAINTEXT://localhost:9192\n",
  );
  assertStringIncludes(text, "\nsuper.users=User:admin\nallow.everyone.if.no.acl.found=false\n");
  for (const listener of ["sasl_ssl", "sasl_plaintext", "controller"]) {
    assertStringIncludes(text, `\nlistener.name.${listener}.plain.sasl.jaas.config=org.apache`);
  }
});
