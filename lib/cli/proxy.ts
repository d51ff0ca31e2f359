import { clockTime, FAULT_HELP, type FiredFault, formatFault, parseFault } from "../proxy/mod.ts";
import { command } from "./command.ts";
import { flag, texts } from "./options.ts";
import { CONSOLE_HELP, ProxyConsole } from "./proxy/proxy_console.ts";
import { openProxy, UPSTREAM_OPTIONS } from "./proxy/upstream.ts";

await command({
  name: "proxy",
  summary: "Runs a proxy before any Kafka that spoils chosen requests and answers.",
  options: {
    ...UPSTREAM_OPTIONS,
    fault: texts("FAULT", "What is spoiled, as below"),
    json: flag("One JSON line for each fault that fires, and one at the end"),
  },
  notes: [...FAULT_HELP, "", ...CONSOLE_HELP, "", "It runs until Ctrl-C, then says what fired."],
}, async ({ options, given, signal }) => {
  const faults = options.fault.map(parseFault);
  await using opened = await openProxy({ options, given });
  const { proxy, title } = opened;
  const say = options.json ? () => {} : (line: string) => console.log(line);
  say(`Proxy on ${proxy.bootstrapServers}, in front of: ${title}`);
  for (const fault of faults) {
    say(`fault ${proxy.add(fault).id}  ${formatFault(fault)}`);
  }
  say("Type help for what can be done while it runs; Ctrl-C ends it");
  const totals = new Map<number, { readonly fault: string; fired: number }>();
  proxy.onFault((event, { id, fault, fired }) => {
    totals.set(id, { fault: formatFault(fault), fired });
    if (options.json) console.log(JSON.stringify({ type: "fired", fault: id, fired, ...event }));
    else say(`${clockTime(event.atMs)}  fault ${id}  ${told(event)}`);
  });
  await new ProxyConsole(proxy).untilQuit(signal, say);
  for (const { id, fault, fired } of proxy.faults) {
    totals.set(id, { fault: formatFault(fault), fired });
  }
  const summary = [...totals].sort(([a], [b]) => a - b).map(([id, total]) => ({ id, ...total }));
  if (options.json) return console.log(JSON.stringify({ type: "summary", faults: summary }));
  say("");
  for (const { id, fault, fired } of summary) say(`fault ${id}  fired ${fired}  ${fault}`);
  if (summary.length === 0) say("No fault was added");
});

function told({ apiKey, key, topics, clientId, connectionId }: FiredFault): string {
  const names = topics.length === 0 ? "" : ` ${topics.join(",")}`;
  return `${apiKey ?? `key ${key}`}${names} of ${
    clientId ?? "a nameless client"
  }, connection ${connectionId}`;
}
