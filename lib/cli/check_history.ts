import { ConfigError } from "../core/mod.ts";
import {
  checkHistory,
  HistoryError,
  type HistoryReport,
  invariantLines,
  mergeHistories,
  readHistory,
  violationLines,
} from "../workshop/history/mod.ts";
import { type Screen, terminalScreen } from "../workshop/draw/mod.ts";
import { command, EXIT, type ExitCode } from "./command.ts";
import { flag, number } from "./options.ts";

const CODES: Readonly<Record<HistoryReport["verdict"], ExitCode>> = {
  holds: EXIT.ok,
  violated: EXIT.failed,
  "nothing to judge": EXIT.inconclusive,
};

await command({
  name: "check-history",
  summary: "Judges the history of a run by ten invariants, and explains each violation.",
  arguments: "FILE…",
  positionals: [1, 100],
  options: {
    json: flag("Print one line of JSON"),
    around: number("How many events to show before and after each violation", {
      fallback: 5,
      min: 0,
      max: 1000,
    }),
  },
  notes: [
    "A history is one event a line, in JSON. Files of several processes of one run are",
    "put together by their times. Exit codes: 0 all holds, 1 something is violated,",
    "2 a file is no history, 3 the history has nothing to judge by.",
  ],
}, async ({ options, positionals }) => {
  const report = await judged(positionals, options.around);
  if (options.json) console.log(JSON.stringify(report, (_, value) => plainNumber(value)));
  else show(report, terminalScreen());
  return CODES[report.verdict];
});

async function judged(paths: readonly string[], around: number): Promise<HistoryReport> {
  const onTornEnd = (line: string) =>
    console.error(`The last line has no end and is left out: ${line.slice(0, 40)}`);
  const [first, ...others] = paths;
  const history = others.length === 0 ? readHistory(first!, { onTornEnd }) : mergeHistories(paths);
  try {
    return await checkHistory(history, { around });
  } catch (error) {
    if (error instanceof HistoryError) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
}

function show(report: HistoryReport, screen: Screen): void {
  const { pen } = screen;
  screen.lines(invariantLines(report, { pen }));
  for (const violation of report.violations) {
    screen.line();
    screen.lines(violationLines(violation, { pen }));
  }
  screen.line();
  const total = report.counts.reduce((sum, { violations }) => sum + violations, 0);
  const told = report.violations.length;
  if (report.verdict === "violated") {
    const rest = total > told ? `; ${told} of them are told above` : "";
    screen.say(
      pen.red(`${total} violation${total === 1 ? "" : "s"} in ${report.events} events${rest}`),
    );
  } else if (report.verdict === "holds") {
    screen.say(pen.green(`All that could be judged in ${report.events} events holds`));
  } else {
    screen.say(
      pen.yellow(
        `${report.events} events, but none that anything could be judged by: record sends and ` +
          `what a fresh reader finds in the log at the end`,
      ),
    );
  }
}

/** JSON has no bigint. */
function plainNumber(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
