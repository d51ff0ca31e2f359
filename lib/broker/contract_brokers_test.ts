import { remoteControl } from "./contract/broker_control.ts";
import { BROKERS } from "./contract/brokers.ts";
import { BrokersSession } from "./contract/brokers_session.ts";
import { checkTranscript, targetArguments, targetName } from "./contract/target.ts";
import { Cluster } from "./mod.ts";

/** A session of six seconds is over before a broker of Apache Kafka is known as dead. */
const KAFKA_KILL_MS = 17_000;
const EMBEDDED_KILL_MS = 1000;
const { kafka, control } = targetArguments(Deno.args);

for (const scenario of BROKERS) {
  Deno.test(
    `three brokers of ${targetName()} answer as the contract says: ${scenario.name}`,
    async () => {
      await using cluster = kafka === undefined ? await Cluster.start({ brokers: 3 }) : undefined;
      const addresses = (kafka ?? cluster!.bootstrapServers).split(",");
      await using session = cluster === undefined
        ? new BrokersSession(addresses, remoteControl(control!), KAFKA_KILL_MS)
        : new BrokersSession(addresses, cluster, EMBEDDED_KILL_MS);
      await scenario.run(session);
      await checkTranscript(scenario.name, session);
    },
  );
}
