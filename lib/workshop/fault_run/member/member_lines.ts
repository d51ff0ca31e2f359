import { EventRecorder, type HistoryEvent, type Recorder, runClock } from "../../history/mod.ts";
import { eventOf, lineOf } from "../../history/event_line.ts";
import type { MemberCommand, MemberOrder, MemberReport } from "./messages.ts";

/** What begins a line that is no event of the history. */
const ASIDE = "#";

/** How a member's process talks to the run. */
export interface MemberLine {
  readonly recorder: Recorder;
  report(report: MemberReport): void;
}

/** The member's end: each line leaves at once, so that it outlives a kill. */
export function memberLine({ name, originMs }: MemberOrder): MemberLine {
  const write = (line: string) => {
    const bytes = new TextEncoder().encode(line + "\n");
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  };
  return {
    recorder: new EventRecorder((event) => write(lineOf(event)), {
      process: name,
      clock: runClock(originMs),
    }),
    report: (report) => write(ASIDE + JSON.stringify(report)),
  };
}

/** The order and then the commands, as the run sends them; ends when the run is gone. */
export async function* commandsOf(
  input: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<MemberOrder | MemberCommand> {
  for await (const line of linesOf(input)) yield JSON.parse(line);
}

/** What is told to a member, as it is sent. */
export function commandLine(command: MemberOrder | MemberCommand): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(command) + "\n");
}

/** The run's end: what a member says. The half of a line that a killed one leaves is dropped. */
export async function* heardFrom(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<HistoryEvent | MemberReport> {
  for await (const line of linesOf(output)) {
    yield line.startsWith(ASIDE) ? JSON.parse(line.slice(ASIDE.length)) : eventOf(line);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
