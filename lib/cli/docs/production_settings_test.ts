import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { ensureTopics } from "../../systems/mod.ts";
import { ROOT } from "./project_tasks.ts";

Deno.test("the settings to begin with are a program that runs as it stands", async () => {
  const page = await Deno.readTextFile(new URL("docs/PRODUCTION.md", ROOT));
  const code = /```ts\n(.*?)```/s.exec(page)![1]!;
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await ensureTopics(kafka, [{ definition: "user-events" }]);
  await Deno.mkdir(".runs", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".runs", suffix: ".ts" });
  try {
    const moved = code.replaceAll(`"./lib/`, `"../lib/`)
      .replaceAll("localhost:9092", cluster.bootstrapServers);
    await Deno.writeTextFile(file, moved);
    const flags = ["--check", "--quiet", "--frozen", "--no-prompt", "--ignore-env"];
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", ...flags, "--allow-net", "--allow-read", "--allow-sys", file],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    assertEquals(new TextDecoder().decode(stdout), "In the log at 0n\nReceived purchase\n");
  } finally {
    await Deno.remove(file);
  }
});
