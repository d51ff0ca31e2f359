import { assertEquals, assertStringIncludes } from "@std/assert";
import { freePorts } from "../../workshop/cluster/mod.ts";

async function task(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("verify grades the solutions and tells machines all of it", async () => {
  const { code, stdout, stderr } = await task(["verify", "02", "--solutions", "--json"]);
  assertEquals(code, 0, stderr);
  const { cluster, labs, seed } = JSON.parse(stdout);
  assertEquals([cluster.kind, labs[0].verdict, labs[0].seed], ["embedded", "pass", seed]);
  assertEquals(labs[0].checks.length, 5);
});

Deno.test("a lab that is not there is a mistake in the call", async () => {
  const { code, stderr } = await task(["verify", "99"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, `There is no lab "99": use one of 01`);
});

Deno.test("--kafka without a Kafka decides nothing and says what to do", async () => {
  const nowhere = { KAFKA_BOOTSTRAP_SERVERS: `localhost:${freePorts(1)[0]}` };
  const { code, stderr } = await task(["verify", "02", "--solutions", "--kafka"], nowhere);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "deno task kafka:start");
});

Deno.test("a lab that kills brokers leaves a cluster alone that somebody named", async () => {
  const named = { KAFKA_BOOTSTRAP_SERVERS: `localhost:${freePorts(1)[0]}` };
  const { code, stderr } = await task(["verify", "14", "--solutions", "--kafka"], named);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "Unset KAFKA_BOOTSTRAP_SERVERS");
});

Deno.test("a KAFKA_BOOTSTRAP_SERVERS that happens to be set is ignored without --kafka", async () => {
  const nowhere = { KAFKA_BOOTSTRAP_SERVERS: `localhost:${freePorts(1)[0]}` };
  const { code, stdout } = await task(["verify", "02", "--solutions"], nowhere);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Embedded cluster");
});

Deno.test("the labs are listed, and a hint of a level that is not there is refused", async () => {
  const { code, stdout } = await task(["lab"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Kafka is ordered");
  assertEquals((await task(["hint", "02", "4"])).code, 2);
});
