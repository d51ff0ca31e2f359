import { assert, assertEquals } from "@std/assert";
import { createTopic, produceOne, readAll } from "./_produce_raw.ts";
import { Cluster } from "./cluster.ts";
import { RawConnection } from "./contract/raw_connection.ts";
import { tempFolder } from "./_test_folder.ts";

const CHILD = new URL("./_kill_child.ts", import.meta.url).href;
const PERMISSIONS = [
  "--allow-read",
  "--allow-write=.runs",
  "--allow-net=localhost,127.0.0.1",
];

/** Starts a cluster in a process of its own; the address is what it prints. */
async function startChild(dataDir: string): Promise<{ child: Deno.ChildProcess; address: string }> {
  const child = new Deno.Command("deno", {
    args: ["run", "--quiet", "--no-prompt", ...PERMISSIONS, CHILD, dataDir],
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  return { child, address: text.trim() };
}

/** Sends records one after the other until the broker is gone; returns how many were answered. */
async function produceUntilKilled(
  address: string,
  options: { from: number; killAt: number; kill: () => void },
): Promise<number> {
  const { from, killAt, kill } = options;
  using broker = await RawConnection.open(address, "test");
  await createTopic(broker, "orders");
  let answered = from;
  try {
    while (true) {
      const sending = produceOne(broker, { topic: "orders", value: `v${answered}` });
      if (answered === killAt) kill();
      await sending;
      answered++;
    }
  } catch {
    return answered;
  }
}

Deno.test("a cluster killed in the middle of producing has every acknowledged record", async () => {
  const dataDir = tempFolder();
  let acknowledged = 0;
  for (const more of [40, 75, 130]) {
    const { child, address } = await startChild(dataDir);
    const from = acknowledged === 0 ? 0 : await countOf(address, acknowledged);
    const killAt = from + more;
    acknowledged = await produceUntilKilled(address, {
      from,
      killAt,
      kill: () => child.kill("SIGKILL"),
    });
    await child.status;
    assert(acknowledged >= killAt, `${acknowledged} of ${killAt} were acknowledged`);
  }
  await using cluster = await Cluster.start({ dataDir });
  using broker = await RawConnection.open(cluster.bootstrapServers, "test");
  const values = await readAll(broker, "orders");
  assert(values.length >= acknowledged);
  assertEquals(values, values.map((_, index) => `v${index}`));
  await cluster.close();
  Deno.removeSync(dataDir, { recursive: true });
});

/** How many records the restarted cluster has: all acknowledged ones, and perhaps one more. */
async function countOf(address: string, acknowledged: number): Promise<number> {
  using broker = await RawConnection.open(address, "test");
  const { length } = await readAll(broker, "orders");
  assert(length === acknowledged || length === acknowledged + 1, `${length} of ${acknowledged}`);
  return length;
}
