import { ConfigError } from "../core/mod.ts";
import { followEventInput, openEventInput } from "../events/mod.ts";
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
    follow: text("FILE", "A file that grows, such as a log: its lines from now on"),
    config: text("FILE", "Settings as JSON; the environment stands above them"),
  },
  notes: ROLE_NOTES,
}, async ({ options, positionals, signal }) => {
  const { rate, count, poison: poisonShare, input: file, follow } = options;
  const role = producerNamed(systemNamed(positionals[0]!), positionals[1]);
  if (file !== undefined && follow !== undefined) {
    throw new ConfigError("--input reads a file once, --follow what it grows by: take one of them");
  }
  if ((file ?? follow) !== undefined && !role.takesInput) {
    throw new ConfigError(
      `Producer ${role.name} of ${positionals[0]} takes no input: leave out --input and --follow`,
    );
  }
  await using input = file !== undefined
    ? await openEventInput(file)
    : follow !== undefined
    ? await followEventInput(follow)
    : null;
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
