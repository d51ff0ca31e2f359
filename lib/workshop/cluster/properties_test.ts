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
