import type { LabContext } from "../../lib/workshop/mod.ts";
import { judge } from "./oracle.ts";
import { BASE } from "./schemas.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const GOOD = {
  eventId: "e-1",
  eventType: "file-added",
  eventVersion: "1.0",
  eventTime: "2024-01-01T00:00:00Z",
  payload: { fileId: "f-1", fileName: "plan.txt", sizeBytes: 512, addedBy: "u-1" },
};
const { payload } = GOOD;

/** What a topic holds after a few months: each message with what is wrong with it. */
const MESSAGES: readonly (readonly [what: string, message: unknown])[] = [
  ["nothing", GOOD],
  ["the size is a text", { ...GOOD, payload: { ...payload, sizeBytes: "512" } }],
  ["the size is missing", { ...GOOD, payload: { ...payload, sizeBytes: undefined } }],
  ["the size is negative", { ...GOOD, payload: { ...payload, sizeBytes: -512 } }],
  ["the name is empty", { ...GOOD, payload: { ...payload, fileName: "" } }],
  ["it is in Latin-1", { ...GOOD, payload: { ...payload, fileName: "café.txt" } }],
  ["no such type", { ...GOOD, eventType: "file-vanished" }],
  ["a type by accident", { ...GOOD, eventType: "toString" }],
  ["the payload is a list", { ...GOOD, payload: [payload] }],
  ["the payload is null", { ...GOOD, payload: null }],
  ["it is null", null],
  ["the end is missing", JSON.stringify(GOOD).slice(0, 150)],
];

/** A catalog as it is quickly written: what parses is believed. */
class Catalog {
  // deno-lint-ignore no-explicit-any
  totalBytes: any = 0;
  // deno-lint-ignore no-explicit-any
  readonly #handlers: any = {
    // deno-lint-ignore no-explicit-any
    "file-added": (file: any) => {
      this.totalBytes += file.sizeBytes;
      const total = this.totalBytes;
      return `${file.fileName}, total ${typeof total === "string" ? `"${total}"` : total}`;
    },
  };

  /** What came of a message, in a few words. */
  take(text: string): { readonly parses: boolean; readonly outcome: string } {
    let parses = false;
    try {
      const message = JSON.parse(text);
      parses = true;
      const handle = this.#handlers[message.eventType];
      if (handle === undefined) return { parses, outcome: "passed over in silence" };
      return { parses, outcome: String(handle.call(this.#handlers, message.payload)) };
    } catch (error) {
      return { parses, outcome: (error as Error).name };
    }
  }
}

/** Reads messages from a topic, parses them, and believes them. */
export async function itParses(context: LabContext): Promise<void> {
  const { screen, kafka } = context;
  screen.heading("1. It parses");
  const parsing = MESSAGES.filter(([what]) => what !== "the end is missing").length;
  screen.say(
    `${MESSAGES.length} messages in a topic; one is as it should be. A consumer parses each and ` +
      "hands its payload to the handler of its type, which adds up the sizes of files, from 0 on.",
  );
  await context.predict({
    id: "it-parses",
    question:
      `JSON.parse takes ${parsing} of them. How many of the ${parsing - 1} bad ones raise ` +
      "an error somewhere?",
    choices: ["All of them", "About half", "Two or three"],
  });
  const topic = await context.topic("events");
  const producer = await context.producer();
  for (const [what, message] of MESSAGES) {
    await producer.send({ topic, partition: 0, key: null, value: bytesOf(what, message) });
  }
  const rows = [];
  let raised = 0;
  let at = 0;
  for await (const { value } of kafka.read({ topic })) {
    const [what] = MESSAGES[at++]!;
    const catalog = new Catalog();
    const { parses, outcome } = catalog.take(decoder.decode(value!));
    if (parses && /Error$/.test(outcome)) raised++;
    const judged = judge(value, BASE);
    rows.push([what, parses ? "yes" : "no", outcome, judged.valid ? "-" : judged.stage]);
  }
  screen.line();
  screen.table([
    { title: "wrong with it", shrinks: true },
    { title: "parses" },
    { title: "what came of it", shrinks: true },
    { title: "refused at" },
  ], rows);
  await context.seen(
    "it-parses",
    `${raised} messages raise an error, in a handler, about a field that is not at fault. The others are ` +
      "believed: the damage is in the store",
  );
}

function bytesOf(what: string, message: unknown): Uint8Array {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return what === "it is in Latin-1"
    ? Uint8Array.from(text, (char) => char.charCodeAt(0))
    : encoder.encode(text);
}
