import { abortable, ConfigError } from "../core/mod.ts";
import {
  isShown,
  parseFault,
  readFrame,
  type TrafficFrame,
  type WireFilter,
  wireFull,
  wireJson,
  wireLine,
} from "../proxy/mod.ts";
import { command } from "./command.ts";
import { flag, text, texts } from "./options.ts";
import { openProxy, UPSTREAM_OPTIONS } from "./proxy/upstream.ts";

const MIN_COLUMNS = 80;
const COLUMNS_WITHOUT_TERMINAL = 160;

await command({
  name: "wire",
  summary: "Shows decoded what clients and brokers say to each other, a line a frame.",
  options: {
    ...UPSTREAM_OPTIONS,
    api: text("NAME,…", "Only these requests and their answers, as Produce,Fetch"),
    topic: text("NAME,…", "Only requests that name one of these topics, and their answers"),
    client: text("ID,…", "Only these client ids"),
    errors: flag("Only answers with an error, and what a fault hits"),
    "no-heartbeats": flag("Neither heartbeats nor fetches that bring nothing"),
    full: flag("All fields, one a line"),
    json: flag("One JSON object a frame, with all fields"),
    fault: texts("FAULT", "What is spoiled, written as for deno task proxy"),
  },
  notes: [
    "Let a client use the port that it names instead of the broker's, and read:",
    "  time #connection client → request vVERSION (correlation id) what it asks",
    "  time #connection client ← …                  what it got, time it took",
    "Record values, tokens and passwords are never shown. It runs until Ctrl-C.",
  ],
}, async ({ options, given, signal }) => {
  if (options.full && options.json) throw new ConfigError("--full and --json don't go together");
  const faults = options.fault.map(parseFault);
  const filter = filterOf(options);
  await using opened = await openProxy({ options, given });
  const { proxy, title } = opened;
  for (const fault of faults) proxy.add(fault);
  const head = `Wire on ${proxy.bootstrapServers}, in front of: ${title}`;
  if (options.json) console.error(head);
  else console.log(head);
  const show = options.json ? json : options.full ? full : line;
  proxy.onTraffic((frame) => {
    if (isShown(frame, filter)) console.log(show(frame));
  });
  await abortable(new Promise(() => {}), signal).catch(() => {});
});

function filterOf(options: {
  readonly api: string | undefined;
  readonly topic: string | undefined;
  readonly client: string | undefined;
  readonly errors: boolean;
  readonly "no-heartbeats": boolean;
}): WireFilter {
  const { api, topic, client, errors } = options;
  // The names of requests are read as those of a fault are.
  const apiKeys = api === undefined ? undefined : parseFault(`refuse ${api}`).apiKeys;
  return {
    ...(apiKeys !== undefined && { apiKeys }),
    ...(topic !== undefined && { topics: topic.split(",") }),
    ...(client !== undefined && { clientIds: client.split(",") }),
    errors,
    noHeartbeats: options["no-heartbeats"],
  };
}

function line(frame: TrafficFrame): string {
  return wireLine(readFrame(frame), columns());
}

function full(frame: TrafficFrame): string {
  return wireFull(readFrame(frame), columns());
}

function json(frame: TrafficFrame): string {
  return wireJson(readFrame(frame));
}

function columns(): number {
  if (!Deno.stdout.isTerminal()) return COLUMNS_WITHOUT_TERMINAL;
  return Math.max(MIN_COLUMNS, Deno.consoleSize().columns);
}
