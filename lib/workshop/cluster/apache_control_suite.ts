// Run by `deno task test:kafka`: needs Java, and Maven for the first time.
import { controlCases } from "./_control_cases.ts";
import { apacheControl } from "./apache_control.ts";
import { ApacheKafka } from "./apache_kafka.ts";
import { openRunFolder } from "../run_folder.ts";

Deno.test("the control of three brokers of Apache Kafka", async (t) => {
  await using folder = await openRunFolder("control-test");
  await using kafka = await ApacheKafka.start({ dir: folder.path, brokers: 3, controlled: true });
  await controlCases(t, {
    control: apacheControl(kafka),
    connection: { bootstrapServers: kafka.bootstrapServers.split(",") },
  });
});
