import { loadConfig } from "../config/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { LOG_FILES } from "../monitoring/mod.ts";
import { command } from "./command.ts";
import { Output } from "./output.ts";
import { flag, number } from "./options.ts";
import { showLogs } from "./logs/show_logs.ts";

type LogName = keyof typeof LOG_FILES;
const NAMES = Object.keys(LOG_FILES) as LogName[];

await command({
  name: "logs",
  summary: "Shows the last lines of the log files, and those that come.",
  arguments: `[${NAMES.join("|")}]`,
  positionals: [0, NAMES.length],
  options: {
    lines: number("So many of the last lines", { fallback: 20, min: 0, max: 100_000 }),
    "no-follow": flag("End there, instead of showing what comes"),
    json: flag("Lines as they are in the files"),
  },
  notes: ["The files are in the folder LOG_DIR, else in logs."],
}, async ({ options, positionals, signal }) => {
  const unknown = positionals.find((name) => !NAMES.includes(name as LogName));
  if (unknown !== undefined) {
    throw new ConfigError(`"${unknown}" is no log: use ${NAMES.join(", ")}, or none for all`);
  }
  const folder = loadConfig().logDir;
  const names = positionals.length === 0 ? NAMES : positionals as LogName[];
  const files = names.map((name) => ({ name, path: `${folder}/${LOG_FILES[name]}` }));
  const output = new Output();
  if (!options["no-follow"]) {
    console.error(`Following ${files.map(({ path }) => path).join(", ")}; Ctrl-C ends`);
  }
  await showLogs({
    files,
    lines: options.lines,
    follow: !options["no-follow"],
    raw: options.json,
    color: Deno.stdout.isTerminal() && !Deno.noColor,
    print: (line) => output.print(line),
    signal: AbortSignal.any([signal, output.closed]),
  });
});
