import { messageOf } from "../../core/mod.ts";
import type { Acks } from "../../kafka/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { safeText } from "../safe_text.ts";
import { typedLines } from "../typed_lines.ts";
import type { MessagesRun } from "./flags.ts";
import { lineRecord } from "./line_record.ts";

/** Records that may be without an outcome before reading waits. */
const MOST_PENDING = 10_000;
const PROBLEMS_SHOWN = 5;

/** Sends each line of the standard input as a record. */
export async function produce({ kafka, topic, flags, signal }: MessagesRun): Promise<ExitCode> {
  const acks: Acks = flags.acks === "all" ? "all" : flags.acks === "1" ? 1 : 0;
  await using producer = await createProducer(kafka, { acks, compression: flags.compression });
  const terminal = Deno.stdin.isTerminal();
  if (terminal) console.error(`Type records for ${topic}, one a line; Ctrl-D ends`);
  const sending = new Sending(producer);
  let ending: unknown;
  try {
    let line = 0;
    for await (const text of typedLines(Deno.stdin.readable, signal)) {
      sending.send(++line, lineRecord(topic, text, flags));
      await sending.whileFull();
    }
  } catch (error) {
    ending = error;
  }
  await producer.flush();
  const { sent, failed } = sending;
  console.error(`${sent} records sent to ${safeText(topic)}${failed ? `, ${failed} not` : ""}`);
  if (ending !== undefined && !signal.aborted) throw ending;
  return failed > 0 ? EXIT.failed : EXIT.ok;
}

/** Counts what becomes of the records, and tells the first ones that were not sent. */
class Sending {
  readonly #producer: Producer;
  #pending = 0;
  sent = 0;
  failed = 0;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  send(line: number, record: Parameters<Producer["send"]>[0]): void {
    this.#pending++;
    this.#producer.send(record).then(() => {
      this.sent++;
    }, (error: unknown) => {
      if (this.failed++ >= PROBLEMS_SHOWN) return;
      console.error(`Line ${line} was not sent: ${safeText(messageOf(error))}`);
    }).finally(() => this.#pending--);
  }

  async whileFull(): Promise<void> {
    if (this.#pending >= MOST_PENDING) await this.#producer.flush();
  }
}
