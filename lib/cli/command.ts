import { ConfigError, InconclusiveError, WorkshopError } from "../core/mod.ts";
import { type OptionTable, type ParsedLine, parseLine } from "./options.ts";

/** What a task ends with: done, failed, called wrongly, could not be decided. */
export const EXIT = { ok: 0, failed: 1, usage: 2, inconclusive: 3 } as const;

/** One of {@link EXIT}'s codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command is called, what it does and which flags it takes. */
export interface CommandSpec<T extends OptionTable> {
  /** The task's name: `kafka:start`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What may stand after the flags: `<system>`. @default {""} */
  readonly arguments?: string;
  /** Least and largest number of positional arguments. @default {[0, 0]} */
  readonly positionals?: readonly [least: number, most: number];
  readonly options: T;
  /** Lines below the flags: examples, exit codes. */
  readonly notes?: readonly string[];
  /** How long the end may take after a signal, in milliseconds. @default {9500} */
  readonly shutdownMs?: number;
}

/** What a running command is given beside its flags. */
export interface CommandContext<T extends OptionTable> extends ParsedLine<T> {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Runs a task: reads the flags, answers `--help`, turns SIGINT and SIGTERM into an abort, prints
 * errors as one clear line and exits the process with the command's code.
 */
export async function command<const T extends OptionTable>(
  spec: CommandSpec<T>,
  main: (context: CommandContext<T>) => Promise<ExitCode | void>,
): Promise<never> {
  const code = await runCommand(spec, main, Deno.args);
  Deno.exit(code);
}

/** {@link command} without the exit: for tests. */
export async function runCommand<const T extends OptionTable>(
  spec: CommandSpec<T>,
  main: (context: CommandContext<T>) => Promise<ExitCode | void>,
  args: readonly string[],
): Promise<ExitCode> {
  const stop = new AbortController();
  const release = onStopSignals(stop, spec.shutdownMs ?? 9500);
  try {
    const line = parseLine(args, spec.options);
    if (line.help) {
      console.log(helpText(spec));
      return EXIT.ok;
    }
    checkPositionals(spec, line.positionals);
    return await main({ ...line, signal: stop.signal }) ?? EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return EXIT.ok;
    return tellError(error);
  } finally {
    release();
  }
}

/** The text of `--help`, at most 80 columns where names and help are short enough. */
export function helpText(spec: CommandSpec<OptionTable>): string {
  const rows = Object.entries(spec.options).map(([name, option]): [string, string] => [
    `--${name}${option.placeholder === undefined ? "" : ` ${option.placeholder}`}`,
    option.help + (option.shownDefault === undefined ? "" : ` (default ${option.shownDefault})`),
  ]);
  rows.push(["--help", "Show this text"]);
  const width = Math.min(28, Math.max(...rows.map(([flag]) => flag.length)));
  const usage = ["deno task", spec.name, "[flags]", spec.arguments ?? ""].join(" ").trimEnd();
  return [
    spec.summary,
    "",
    `Usage: ${usage}`,
    "",
    ...rows.flatMap(([flag, help]) => wrapRow(flag, help, width)),
    ...(spec.notes === undefined ? [] : ["", ...spec.notes]),
  ].join("\n");
}

function wrapRow(flag: string, help: string, width: number): string[] {
  const lines: string[] = [];
  let line = `  ${flag.padEnd(width)} `;
  const indent = " ".repeat(width + 3);
  if (flag.length > width) {
    lines.push(line.trimEnd());
    line = indent;
  }
  for (const word of help.split(" ")) {
    if (line.length + 1 + word.length > 80 && line.trim() !== "") {
      lines.push(line);
      line = indent;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function checkPositionals(spec: CommandSpec<OptionTable>, positionals: readonly string[]): void {
  const [least, most] = spec.positionals ?? [0, 0];
  if (positionals.length >= least && positionals.length <= most) return;
  const problem = positionals.length > most
    ? `"${positionals[most]}" is one argument too many`
    : `Something is missing: ${spec.arguments}`;
  throw new ConfigError(`${problem}: see deno task ${spec.name} --help`);
}

function tellError(error: unknown): ExitCode {
  if (error instanceof InconclusiveError) {
    console.error(`inconclusive: ${error.message}\n${error.remedy}`);
    return EXIT.inconclusive;
  }
  console.error(`error: ${describe(error)}`);
  return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
}

function describe(error: unknown): string {
  if (error instanceof WorkshopError) return error.message;
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

/** Aborts at the first signal; a later one, or no end in time, ends the process. */
function onStopSignals(stop: AbortController, shutdownMs: number): () => void {
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  let firstMs: number | undefined;
  const onSignal = () => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      stop.abort(new DOMException("Stopped by a signal", "AbortError"));
      const timer = setTimeout(() => {
        console.error(`error: No end within ${shutdownMs} ms of the signal: exiting now`);
        Deno.exit(EXIT.failed);
      }, shutdownMs);
      Deno.unrefTimer(timer);
    } else if (performance.now() - firstMs > 1000) {
      // One Ctrl-C may arrive up to three times through npx and the task runner.
      console.error("error: Stopped by a second signal before the end");
      Deno.exit(EXIT.failed);
    }
  };
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
  };
}
