import { type Logger, messageOf, WorkshopError } from "../../../core/mod.ts";
import { connectKafka } from "../../../kafka/mod.ts";
import { startExactlyOnceMember } from "./exactly_once_member.ts";
import { MemberControls } from "./member_controls.ts";
import { commandsOf, type MemberLine, memberLine } from "./member_lines.ts";
import type { MemberCommand, MemberOrder } from "./messages.ts";
import { observedKafka } from "./observed_kafka.ts";
import { startPlainMember } from "./plain_member.ts";
import { TallyMeter } from "./tally_meter.ts";

/** A member at work, of either pipeline. */
interface Running {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  stop(): Promise<unknown>;
}

/**
 * The life of a member's process: takes its order and commands from `input`, works until it is told
 * to stop, by SIGTERM or when the run is gone. Gives the code to exit with.
 */
export async function runMember(input: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number> {
  const commands = commandsOf(input);
  const first = await commands.next();
  if (first.done) return 0;
  const order = first.value as MemberOrder;
  const line = memberLine(order);
  const stop = stopSignal();
  tellUncaught(line);
  const controls = new MemberControls(line.report);
  const meter = new TallyMeter();
  void obey(commands as AsyncGenerator<MemberCommand>, { line, controls, meter, stop });
  return await work(order, { line, controls, meter, stop: stop.signal });
}

/** A terminal's Ctrl-C reaches all processes of a run: only the run says when a member stops. */
function stopSignal(): AbortController {
  const stop = new AbortController();
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => stop.abort());
  return stop;
}

async function obey(
  commands: AsyncGenerator<MemberCommand>,
  { line, controls, meter, stop }: {
    readonly line: MemberLine;
    readonly controls: MemberControls;
    readonly meter: TallyMeter;
    readonly stop: AbortController;
  },
): Promise<void> {
  for await (const command of commands) {
    if (command.tell === "stop") stop.abort();
    else if (command.tell === "count") {
      line.report({ say: "counted", number: command.number, totals: meter.totals });
    } else controls.obey(command);
  }
  stop.abort();
}

async function work(
  order: MemberOrder,
  { line, controls, meter, stop }: {
    readonly line: MemberLine;
    readonly controls: MemberControls;
    readonly meter: TallyMeter;
    readonly stop: AbortSignal;
  },
): Promise<number> {
  const { recorder } = line;
  const logger = reportingLogger(line);
  try {
    await using opened = new AsyncDisposableStack();
    const port = opened.use(connectKafka(order.connection, { logger }));
    const kafka = observedKafka(port, recorder, order.deadLetters);
    const deps = { kafka, recorder, controls, meter, logger };
    const running: Running = order.pipeline === "plain"
      ? await startPlainMember(order, deps, opened)
      : await startExactlyOnceMember(order, deps);
    line.report({ say: "ready" });
    const stopped = new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      stop.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([stopped, running.closed]);
    await running.stop();
    return 0;
  } catch (error) {
    recorder.record({ type: "error", uncaught: false, ...factsOf(error) });
    line.report({ say: "line", level: "ERROR", text: messageOf(error) });
    return 1;
  }
}

function tellUncaught({ recorder }: MemberLine): void {
  globalThis.addEventListener("unhandledrejection", ({ reason }) => {
    recorder.record({ type: "error", uncaught: true, ...factsOf(reason) });
  });
  globalThis.addEventListener("error", ({ error }) => {
    recorder.record({ type: "error", uncaught: true, ...factsOf(error) });
  });
}

function factsOf(error: unknown): { readonly class: string; readonly code?: string } {
  if (!(error instanceof Error)) return { class: typeof error };
  return { class: error.name, ...(error instanceof WorkshopError ? { code: error.code } : {}) };
}

/** What people would be told goes to the run. */
function reportingLogger({ report }: MemberLine): Logger {
  const logger: Logger = {
    log(level, text, fields) {
      if (level !== "WARN" && level !== "ERROR") return;
      const { code } = fields ?? {};
      report({ say: "line", level, text, ...(typeof code === "string" ? { code } : {}) });
    },
    child: () => logger,
  };
  return logger;
}
