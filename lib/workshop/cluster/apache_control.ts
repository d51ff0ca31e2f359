import { cleanTopic } from "./apache_cleaning.ts";
import type { ApacheKafka } from "./apache_kafka.ts";
import { BrokersControl } from "./brokers_control.ts";
import type { ClusterControl } from "./control.ts";

/** Control of an Apache Kafka of one's own that was started with `controlled`. */
export function apacheControl(kafka: ApacheKafka): ClusterControl {
  return new BrokersControl({
    brokerIds: kafka.nodes.map(({ id }) => id),
    addressOf: (id) => kafka.line(id),
    end: (id) => kafka.kill(id),
    begin: (id) => kafka.restart(id),
    holdReplication: () => kafka.holdReplication(),
    ...(Deno.build.os === "windows" ? {} : { freeze: (id: number) => kafka.freeze(id) }),
    cleanNow: (topic) => cleanTopic(kafka, topic),
  });
}
