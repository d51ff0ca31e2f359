import { assertEquals } from "@std/assert";
import { SCENARIOS } from "./contract/scenarios.ts";
import { Session } from "./contract/session.ts";
import { runningTarget, type Target, targetArguments } from "./contract/target.ts";
import { readTranscript, transcriptText, writeTranscript } from "./contract/transcript_file.ts";
import { Cluster } from "./mod.ts";

const { kafka, record } = targetArguments(Deno.args);
const kind = kafka === undefined ? "the embedded cluster" : "Apache Kafka";

for (const scenario of SCENARIOS) {
  Deno.test(`${kind} answers as the contract says: ${scenario.name}`, async () => {
    await using target = await openTarget();
    await using session = new Session(target.address, crypto.randomUUID().slice(0, 8));
    await scenario.run(session);
    if (record) await writeTranscript(scenario.name, session.transcript);
    const expected = await readTranscript(scenario.name);
    assertEquals(
      transcriptText(session.transcript),
      transcriptText(expected),
    );
  });
}

async function openTarget(): Promise<Target> {
  if (kafka !== undefined) return runningTarget(kafka);
  const cluster = await Cluster.start();
  return { address: cluster.bootstrapServers, [Symbol.asyncDispose]: () => cluster.close() };
}
