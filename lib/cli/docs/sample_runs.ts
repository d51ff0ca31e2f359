/** A command that a page shows with what it prints. */
export interface SampleRun {
  /** The line as it is shown, after the `$`. */
  readonly shown: string;
  /** What stands before the command: `HEALTH_LOG_INTERVAL_SEC=1`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The task's name. */
  readonly task: string;
  readonly args: readonly string[];
  /** Lines until its end, or until Ctrl-C. */
  readonly lines: readonly string[];
  /** Lines after Ctrl-C; `undefined` for a command that ends by itself. */
  readonly afterStop: readonly string[] | undefined;
}

/** The runs in the `console` blocks of a page, in their order. */
export function sampleRunsIn(markdown: string): SampleRun[] {
  return [...markdown.matchAll(/```console\n(.*?)```/gs)]
    .flatMap(([, block]) => block!.trimEnd().split(/^\$ /m).slice(1))
    .map(sampleRun);
}

function sampleRun(text: string): SampleRun {
  const [shown = "", ...lines] = text.trimEnd().split("\n");
  const words = shown.split(" ");
  const variables = words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split("="));
  const [, , task = "", ...args] = words.slice(variables.length);
  const stop = lines.indexOf("^C");
  return {
    shown,
    variables: Object.fromEntries(variables),
    task,
    args,
    lines: stop === -1 ? lines : lines.slice(0, stop),
    afterStop: stop === -1 ? undefined : lines.slice(stop + 1),
  };
}

/** Whether a line is one of the log, on standard error. */
export function isLogLine(line: string): boolean {
  return /^\d\d:\d\d:\d\d\.\d{3} /.test(line);
}

/** Whether a line is as a page shows it: `…` stands for anything, times and ports are not compared. */
export function isAsShown(line: string, shown: string): boolean {
  const pattern = steady(shown).split("…").map((part) => RegExp.escape(part)).join(".*");
  return new RegExp(`^${pattern}$`).test(steady(line));
}

function steady(line: string): string {
  return line.replace(/^\d\d:\d\d:\d\d\.\d{3}/, "TIME").replaceAll(
    /localhost:\d+/g,
    "localhost:PORT",
  )
    .trimEnd();
}

/**
 * The first line that a page shows and a run did not print, or printed and the page does not show:
 * standard output is shown whole, of the log what is worth a look, both in their order.
 */
export function firstDifference(
  shown: readonly string[],
  printed: { readonly output: readonly string[]; readonly log: readonly string[] },
): string | undefined {
  const wanted = Object.groupBy(shown, (line) => isLogLine(line) ? "log" : "output");
  let at = 0;
  for (const line of wanted.log ?? []) {
    const found = printed.log.slice(at).findIndex((each) => isAsShown(each, line));
    if (found === -1) return `not printed: ${line}`;
    at += found + 1;
  }
  const output = wanted.output ?? [];
  const differs = output.findIndex((line, at) => !isAsShown(printed.output[at] ?? "", line));
  if (differs !== -1) return `not printed: ${output[differs]}\nbut: ${printed.output[differs]}`;
  const more = printed.output[output.length];
  return more === undefined ? undefined : `not shown: ${more}`;
}
