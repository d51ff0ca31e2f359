import { ConfigError } from "../core/mod.ts";
import { openEventInput } from "../events/mod.ts";
import { command } from "./command.ts";
import { number, text } from "./options.ts";
import { producerNamed, systemNamed } from "../systems/mod.ts";
import { ROLE_NOTES, runRole } from "./role.ts";

await command({
  name: "produce",
  summary: "Produces the records of a system into your cluster.",
  arguments: "<system> [role]",
  positionals: [1, 2],
  options: {
    rate: number("Records a second, in place of the system's own interval", {
      fallback: undefined,
      min: 0.01,
      max: 20_000,
      fraction: true,
    }),
    count: number("Records to produce; then it ends", { fallback: undefined, min: 1 }),
    poison: number("Share of records broken on purpose, from 0 to 1", {
      fallback: 0,
      min: 0,
      max: 1,
      fraction: true,
    }),
    input: text("FILE", "NDJSON events or a web access log, plain or .gz; - is standard input"),
    config: text("FILE", "Settings as JSON; the environment stands above them"),
  },
  notes: ROLE_NOTES,
}, async ({ options, positionals, signal }) => {
  const { rate, count, poison: poisonShare } = options;
  const role = producerNamed(systemNamed(positionals[0]!), positionals[1]);
  if (options.input !== undefined && !role.takesInput) {
    throw new ConfigError(
      `Producer ${role.name} of ${positionals[0]} takes no --input: leave it out`,
    );
  }
  await using input = options.input === undefined ? null : await openEventInput(options.input);
  await runRole({
    side: "producer",
    role,
    configFile: options.config,
    signal,
    start: (context) =>
      role.start({
        ...context,
        poisonShare,
        ...(rate !== undefined && { intervalMs: 1000 / rate }),
        ...(count !== undefined && { count }),
        ...(input !== null && { input }),
      }),
  });
});
