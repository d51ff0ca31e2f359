import { assertEquals } from "@std/assert";
import { LiveClient } from "./client_process.ts";
import { clientTest } from "./client_test_case.ts";
import { kcat, runKcat } from "./kcat.ts";

const LINES = Array.from({ length: 500 }, (_, index) => `event ${index}\n`).join("");

/** The broker as `deno task broker` runs it. */
function startBroker(dataDir: string): LiveClient {
  const permissions = ["--allow-net=127.0.0.1,localhost", "--allow-read=.", "--allow-write=."];
  const run = ["run", "--quiet", "--frozen", "--no-prompt", "--ignore-env", ...permissions];
  const port = ["--port", "0", "--data", dataDir];
  return new LiveClient("deno", [...run, "lib/cli/broker.ts", ...port]);
}

async function address(broker: LiveClient): Promise<string> {
  const line = await broker.line("the broker's address", (line) => line.includes("localhost:"));
  return /localhost:\d+/.exec(line)![0];
}

clientTest(kcat, "finds everything acknowledged after the broker was killed", async (target) => {
  await Deno.mkdir(".runs", { recursive: true });
  const dataDir = await Deno.makeTempDir({ dir: ".runs", prefix: "clients-broker-" });
  const topic = target.name("kept");
  const read = ["-G", target.name("group"), "-X", "auto.offset.reset=earliest", "-q", "-e", topic];
  try {
    await using killed = startBroker(dataDir);
    const before = await address(killed);
    await runKcat(before, ["-P", "-t", topic, "-X", "acks=all", "-z", "zstd"], LINES);
    assertEquals(await runKcat(before, read), LINES);
    await runKcat(before, ["-P", "-t", topic, "-X", "enable.idempotence=true"], LINES);
    await killed.end("SIGKILL");

    await using revived = startBroker(dataDir);
    const after = await address(revived);
    assertEquals(await runKcat(after, read), LINES);
    const everything = ["-C", "-t", topic, "-o", "beginning", "-e", "-q"];
    assertEquals(await runKcat(after, everything), LINES + LINES);
    assertEquals((await revived.end("SIGTERM")).code, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
