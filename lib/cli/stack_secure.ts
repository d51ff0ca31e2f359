import { connectionOf, loadConfig } from "../config/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { writeStackKeys, writeStackRules } from "../workshop/cluster/mod.ts";
import { command } from "./command.ts";
import { number } from "./options.ts";

/** The volumes of the compose file, as its containers see them. */
const KEYS = "/keys";
const TRUST = "/trust";
const HOST = "kafka-secure";

await command({
  name: "stack:secure",
  summary: "Prepares the secure cluster of docker-compose.yml, from within its containers.",
  arguments: "keys|rules",
  positionals: [1, 1],
  options: {
    port: number("The broker's port on the machine", { fallback: 9095, min: 1, max: 65_535 }),
  },
  notes: [
    `keys writes certificates, users and settings into ${KEYS} and ${TRUST}, and keeps what is there;`,
    "rules makes the access rules, with the login of the environment.",
  ],
}, async ({ options, positionals: [verb] }) => {
  if (verb === "keys") {
    await writeStackKeys({ keys: KEYS, trust: TRUST, host: HOST, port: options.port });
    console.log(`Keys, users and settings of ${HOST} are in ${KEYS}, its clients' in ${TRUST}`);
    return;
  }
  if (verb !== "rules") throw new ConfigError(`There is no ${verb}: use keys or rules`);
  await using kafka = connectKafka(connectionOf(loadConfig()));
  console.log(`${await writeStackRules(kafka)} access rules hold`);
});
