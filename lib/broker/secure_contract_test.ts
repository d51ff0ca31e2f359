import { SECURE_SCENARIOS } from "./contract/security/scenarios.ts";
import { SecureSession } from "./contract/security/secure_session.ts";
import { secureKafka } from "./contract/security/secure_target.ts";
import { checkTranscript } from "./contract/target.ts";
import { Cluster } from "./mod.ts";

const kafka = secureKafka(Deno.args);
const target = kafka === undefined ? "the embedded cluster" : "Apache Kafka";

for (const scenario of SECURE_SCENARIOS) {
  Deno.test(`${target}, secured, answers as the contract says: ${scenario.name}`, async () => {
    await using cluster = kafka === undefined
      ? await Cluster.start({ security: { protocol: "SASL_PLAINTEXT" } })
      : undefined;
    const address = kafka?.address ?? cluster!.bootstrapServers;
    const superUser = kafka?.superUser ?? cluster!.security!.superUser;
    await using session = new SecureSession(address, superUser);
    await scenario.run(session);
    await checkTranscript(scenario.name, session, {
      record: kafka !== undefined && Deno.args.includes("--record"),
    });
  });
}
