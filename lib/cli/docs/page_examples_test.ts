import { assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { ensureTopics } from "../../systems/mod.ts";
import { ROOT } from "./project_tasks.ts";

Deno.test("the programs on the page of the platform run as they stand", async () => {
  const page = await Deno.readTextFile(new URL("docs/systems/platform.md", ROOT));
  const programs = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await ensureTopics(kafka, [{ definition: "user-events" }]);
  const printed: string[] = [];
  for (const code of programs) printed.push(await run(code, cluster.bootstrapServers));
  assertEquals(printed.length, 2);
  assertMatch(printed[0]!, /^Sent to partition [012]$/m);
  assertMatch(printed[1]!, /^Received: \{ user_id: "123", event: "purchase", amount: 99.99 \}$/m);
});

/** Runs a program from a folder of its own, against a cluster. */
async function run(code: string, bootstrapServers: string): Promise<string> {
  await Deno.mkdir(".runs", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".runs", suffix: ".ts" });
  try {
    const moved = code.replaceAll(`"./lib/`, `"../lib/`)
      .replaceAll("localhost:9092", bootstrapServers);
    await Deno.writeTextFile(file, moved);
    const flags = ["--quiet", "--frozen", "--no-prompt", "--allow-net", "--ignore-env"];
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", ...flags, "--allow-read", "--allow-sys", file],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}
