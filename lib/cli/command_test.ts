import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, WorkshopError } from "../core/mod.ts";
import { type CommandSpec, EXIT, helpText, runCommand } from "./command.ts";
import { choice, duration, flag, number, type OptionTable, parseLine, text } from "./options.ts";

const WRONG: [string[], RegExp][] = [
  [["--rate", "0"], /--rate is "0": use a whole number from 1 to 10000/],
  [["--rate", "1.5"], /whole number/],
  [["--rate", ""], /--rate needs a value: --rate N/],
  [["--duration", "20"], /use a time such as/],
  [["--format", "xml"], /use one of ndjson, log/],
  [["--rat", "5"], /There is no flag --rat: did you mean --rate\?/],
  [["--zzz"], /--help lists the flags/],
];

const TABLE = {
  rate: number("Events a second", { fallback: 200, min: 1, max: 10_000 }),
  duration: duration("How long"),
  json: flag("One JSON line"),
  input: text("FILE", "Where from"),
  format: choice(["ndjson", "log"], "What it holds", "ndjson"),
};

const SPEC: CommandSpec<typeof TABLE> = {
  name: "try",
  summary: "Tries flags.",
  arguments: "[name]",
  positionals: [0, 1],
  options: TABLE,
};

async function captured(run: () => Promise<unknown>): Promise<{ out: string; err: string }> {
  const { log, error } = console;
  let out = "";
  let err = "";
  console.log = (line: string) => out += `${line}\n`;
  console.error = (line: string) => err += `${line}\n`;
  try {
    await run();
  } finally {
    console.log = log;
    console.error = error;
  }
  return { out, err };
}

Deno.test("flags become typed values and defaults fill the rest", () => {
  const line = parseLine(["--rate", "5", "--duration=1.5s", "--json", "x", "--input", "-"], TABLE);
  assertEquals({ ...line.options }, {
    rate: 5,
    duration: 1500,
    json: true,
    input: "-",
    format: "ndjson",
  });
  assertEquals([...line.given], ["rate", "duration", "json", "input"]);
  assertEquals(line.positionals, ["x"]);
});

Deno.test("a number after a flag may be negative", () => {
  const table = { shift: number("Move", { fallback: undefined, min: -9 }), json: flag("JSON") };
  const line = parseLine(["--shift", "-5", "x", "--json"], table);
  assertEquals([line.options.shift, line.options.json, line.positionals], [-5, true, ["x"]]);
  assertThrows(() => parseLine(["-5"], table), ConfigError);
});

Deno.test.each(WRONG)("a wrong flag is named with what is allowed: %j", (args, message) => {
  const error = assertThrows(() => parseLine(args, TABLE), ConfigError);
  assertMatch(error.message, message);
});

Deno.test("help shows each flag within 80 columns", () => {
  const help = helpText(SPEC as unknown as CommandSpec<OptionTable>);
  assertStringIncludes(help, "Usage: deno task try [flags] [name]");
  assertStringIncludes(help, "--rate N");
  assertStringIncludes(help, "(default 200)");
  for (const line of help.split("\n")) assertEquals(line.length <= 80, true, line);
});

Deno.test("the exit code tells usage errors from failures", async () => {
  const outcomes: number[] = [];
  const { err } = await captured(async () => {
    outcomes.push(await runCommand(SPEC, () => Promise.resolve(), ["a", "b"]));
    outcomes.push(
      await runCommand(SPEC, () => {
        throw new WorkshopError("Topic x is gone: make it", { code: "GONE" });
      }, []),
    );
    outcomes.push(await runCommand(SPEC, () => Promise.resolve(EXIT.inconclusive), []));
  });
  assertEquals(outcomes, [EXIT.usage, EXIT.failed, EXIT.inconclusive]);
  assertEquals(
    err,
    'error: "b" is one argument too many: see deno task try --help\nerror: Topic x is gone: make it\n',
  );
});
