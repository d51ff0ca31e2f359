import { loadConfig } from "../config/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { colourPen, plainPen } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { booksLines } from "./demo/books_text.ts";
import { findingsLines } from "./demo/findings_text.ts";
import { PATTERN_NAMES, patternLines, runPattern } from "./demo/patterns.ts";
import { planDemo } from "./demo/plan.ts";
import { runDemo } from "./demo/run.ts";
import { SCENARIO_NAMES } from "./demo/scenarios.ts";
import { choice, duration, flag, number, text } from "./options.ts";

/** What runs when there is an input and nobody says what is to be done with it. */
const INPUT_SCENARIO = "random_events";
/** The embedded cluster is the demo's own: what is set for others is not asked. */
const CLUSTER_VARIABLES = /^KAFKA_(BOOTSTRAP_SERVERS|BROKERS|SECURITY|SASL|SSL)/;

await command({
  name: "demo",
  summary: "Runs the whole system and, at its end, accounts for every record.",
  options: {
    scenario: choice([...SCENARIO_NAMES, ...PATTERN_NAMES], "What to run", "all"),
    duration: duration("End after this time: 20s, 10m; without it, at Ctrl-C"),
    rate: number("Events a second, of all producers together", {
      fallback: undefined,
      min: 0.1,
      max: 20_000,
      fraction: true,
    }),
    input: text("FILE", "NDJSON events or a web access log, plain or .gz; - is standard input"),
    port: number("Port of the embedded cluster (9092 or the next free one without it)", {
      fallback: undefined,
      min: 0,
      max: 65535,
    }),
    seed: text("SEED", "Repeat the events of an earlier run"),
    kafka: flag("Run on KAFKA_BOOTSTRAP_SERVERS, else localhost:9092, not on an embedded cluster"),
    write: flag("Let the pages change things: produce, reset, delete, faults of the proxy"),
    json: flag("Print nothing but the ledger, as one JSON line"),
  },
  notes: [
    "Without --rate it is 200 events a second, 2000 with metrics, 40 with bank and",
    "shop, or with --input as fast as it goes. Bank and shop end after 20 s.",
    "Exit code: 0 all accounted for, 1 something lost, doubled or out of order,",
    "2 wrong use, 3 the log could not be read at the end.",
  ],
}, async ({ options, given, signal }) => {
  if (options.kafka && given.has("port")) {
    throw new ConfigError("--port is the embedded cluster's: leave it out with --kafka");
  }
  const asked = {
    scenario: options.input !== undefined && !given.has("scenario")
      ? INPUT_SCENARIO
      : options.scenario,
    config: loadConfig({ ignored: (name) => !options.kafka && CLUSTER_VARIABLES.test(name) }),
    rate: options.rate,
    durationMs: options.duration,
    input: options.input,
    json: options.json,
    kafka: options.kafka,
    port: options.port,
    seed: options.seed,
    write: options.write,
  };
  const print = (line: string) => options.json ? console.error(line) : console.log(line);
  const pen = Deno.stdout.isTerminal() && !Deno.noColor ? colourPen : plainPen;
  if (PATTERN_NAMES.includes(asked.scenario)) {
    const outcome = await runPattern(asked, { signal, print });
    console.log(options.json ? JSON.stringify(outcome) : patternLines(outcome, pen).join("\n"));
    return outcome.verdict === "pass" ? EXIT.ok : EXIT.failed;
  }
  const outcome = await runDemo(planDemo(asked), { signal, print });
  if (options.json) console.log(JSON.stringify(outcome));
  else {
    // Of everything together the dashboard has room for what was found.
    const found = outcome.scenario === "all" ? [] : findingsLines(outcome.findings, pen);
    console.log(["", ...booksLines(outcome.ledger, pen), ...found].join("\n"));
  }
  if (outcome.problem !== undefined) console.error(`error: ${outcome.problem}`);
  return outcome.ledger.verdict === "pass" && outcome.problem === undefined ? EXIT.ok : EXIT.failed;
});
