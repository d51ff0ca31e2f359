import { assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";

const decoder = new TextDecoder();

function registry(bootstrapServers: string, ...flags: string[]): Deno.ChildProcess {
  const permissions = ["--allow-net", "--allow-read", "--allow-env"];
  return new Deno.Command("deno", {
    args: [
      ...["run", "--quiet", "--frozen", "--no-prompt", ...permissions, "lib/cli/registry.ts"],
      ...flags,
    ],
    env: { KAFKA_BOOTSTRAP_SERVERS: bootstrapServers },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Reads until the task has said its last line of the start. */
async function started(process: Deno.ChildProcess): Promise<string> {
  const reader = process.stdout.getReader();
  let said = "";
  while (!said.includes("Ctrl-C ends it")) {
    const { done, value } = await reader.read();
    if (done) break;
    said += decoder.decode(value);
  }
  reader.releaseLock();
  return said;
}

Deno.test("the task serves schemas of the cluster until Ctrl-C, and ends cleanly", async () => {
  await using cluster = await Cluster.start();
  const process = registry(cluster.bootstrapServers, "--port=0", "--topic=own-schemas");
  const said = await started(process);
  assertStringIncludes(said, `own-schemas of cluster ${cluster.clusterId}`);
  const url = /http:\/\/localhost:\d+/.exec(said)![0];
  const response = await fetch(`${url}/subjects`);
  assertEquals([response.status, await response.json()], [200, []]);
  process.kill("SIGINT");
  const { code, stderr } = await process.output();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
});

Deno.test("a port that was asked for and is taken ends the task with code 2", async () => {
  await using cluster = await Cluster.start();
  using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = taken.addr;
  const { code, stderr } = await registry(cluster.bootstrapServers, `--port=${port}`).output();
  assertEquals(code, 2);
  assertStringIncludes(
    decoder.decode(stderr),
    `error: Port ${port} for the schema registry is taken: stop what listens there`,
  );
});

Deno.test("without a cluster the task says how to start one", async () => {
  const free = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = free.addr;
  free.close();
  const { code, stderr } = await registry(`127.0.0.1:${port}`, "--port=0").output();
  assertEquals(code, 1);
  assertStringIncludes(decoder.decode(stderr), "start one with deno task broker");
});
