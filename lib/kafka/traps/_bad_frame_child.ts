// A client that meets an answer with a length that can't be, in a process that it may end: bare
// kafkajs, or ours. What is caught is printed, and the process goes on to its own end.
import { Kafka as Kafkajs, logLevel } from "kafkajs";
import { connectKafka } from "../connect.ts";

const [kind, address] = Deno.args as [string, string];

async function ask(): Promise<void> {
  if (kind === "ours") {
    await using kafka = connectKafka({ bootstrapServers: [address], connectionTimeoutMs: 500 });
    await using admin = await kafka.admin();
    await admin.listTopics();
    return;
  }
  const retry = { retries: 0 };
  const client = new Kafkajs({ brokers: [address], retry, logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  await admin.listTopics();
}

try {
  await ask();
} catch (error) {
  console.log(`caught ${(error as { code?: unknown }).code}`);
}
console.log("went on");
