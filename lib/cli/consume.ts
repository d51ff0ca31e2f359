import { command } from "./command.ts";
import { number, text } from "./options.ts";
import { consumerNamed, systemNamed } from "../systems/mod.ts";
import { ROLE_NOTES, runRole } from "./role.ts";

await command({
  name: "consume",
  summary: "Runs a consumer of a system against your cluster.",
  arguments: "<system> [role]",
  positionals: [1, 2],
  options: {
    count: number("Records to finish; then it ends", { fallback: undefined, min: 1 }),
    instances: number("Members of the group in this process", { fallback: 1, min: 1, max: 64 }),
    config: text("FILE", "Settings as JSON; the environment stands above them"),
  },
  notes: [
    ...ROLE_NOTES,
    "Events are kept in MONGODB_URI if set, else in the SQLite file STORE_PATH.",
  ],
}, async ({ options, positionals, signal }) => {
  const { count } = options;
  const role = consumerNamed(systemNamed(positionals[0]!), positionals[1]);
  await runRole({
    side: "consumer",
    role,
    configFile: options.config,
    instances: options.instances,
    ...(count !== undefined && { count }),
    signal,
    start: (context) => role.start({ ...context, ...(count !== undefined && { count }) }),
  });
});
