import { command } from "./command.ts";
import { text } from "./options.ts";
import { systemNamed } from "../systems/mod.ts";
import { ROLE_NOTE, runRole } from "./role.ts";

await command({
  name: "consume",
  summary: "Runs a consumer of a system against your cluster.",
  arguments: "<system>",
  positionals: [1, 1],
  options: { config: text("FILE", "Settings as JSON; the environment stands above them") },
  notes: [ROLE_NOTE, "Events are kept in MONGODB_URI if set, else in the SQLite file STORE_PATH."],
}, async ({ options, positionals, signal }) => {
  const system = systemNamed(positionals[0]!);
  await runRole({
    side: "consumer",
    system,
    configFile: options.config,
    signal,
    start: (context) => system.consume(context),
  });
});
