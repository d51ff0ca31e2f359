import { command } from "./command.ts";
import { text } from "./options.ts";
import { consumerNamed, systemNamed } from "../systems/mod.ts";
import { ROLE_NOTES, runRole } from "./role.ts";

await command({
  name: "consume",
  summary: "Runs a consumer of a system against your cluster.",
  arguments: "<system> [role]",
  positionals: [1, 2],
  options: { config: text("FILE", "Settings as JSON; the environment stands above them") },
  notes: [
    ...ROLE_NOTES,
    "Events are kept in MONGODB_URI if set, else in the SQLite file STORE_PATH.",
  ],
}, async ({ options, positionals, signal }) => {
  const role = consumerNamed(systemNamed(positionals[0]!), positionals[1]);
  await runRole({
    side: "consumer",
    role,
    configFile: options.config,
    signal,
    start: (context) => role.start(context),
  });
});
