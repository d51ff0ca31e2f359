import { assertEquals } from "@std/assert";

const PROGRAM = `
import { Cluster } from "@kafka-workshop/lib/broker";
import { connectKafka } from "@kafka-workshop/lib/kafka";
import { createProducer } from "@kafka-workshop/lib/producer";

await using cluster = await Cluster.start();
await using kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
await using admin = await kafka.admin();
await admin.createTopics([{ name: "orders", partitions: 1 }]);
await using producer = await createProducer(kafka);
const { topic, partition, offset } = await producer.send({ topic: "orders", value: "tea" });
console.log(topic, partition, String(offset));
`;

Deno.test("another project uses the library by its name and exports", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "elsewhere-" });
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, PROGRAM);
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      JSON.stringify({
        imports: { "@kafka-workshop/lib": "jsr:@kafka-workshop/lib@^0.1.0" },
        links: [
          "../..",
          "../../vendor/std/assert",
          "../../vendor/std/cli",
          "../../vendor/std/testing",
        ],
        lock: false,
      }),
    );
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: [
        "run",
        "--check",
        "--no-prompt",
        "--allow-net=localhost,127.0.0.1",
        "--ignore-env",
        "main.ts",
      ],
      cwd: folder,
    }).output();
    const decoder = new TextDecoder();
    assertEquals(code, 0, decoder.decode(stderr));
    assertEquals(decoder.decode(stdout), "orders 0 0\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
