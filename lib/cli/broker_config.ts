import { ConfigError } from "../core/mod.ts";
import { onlyName, runOnYourCluster } from "./cluster_action.ts";
import { command } from "./command.ts";
import { flag } from "./options.ts";
import { settingLines, settingsShown } from "./setting_lines.ts";

await command({
  name: "broker:config",
  summary: "Shows the settings of a broker of your cluster.",
  arguments: "ID",
  positionals: [1, 1],
  options: {
    all: flag("Defaults too, not only what differs from them"),
    json: flag("Print JSON"),
  },
  notes: ["The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092."],
}, ({ options: flags, positionals, signal }) =>
  runOnYourCluster({
    actions: {
      async config({ admin, names, print }) {
        const id = brokerId(onlyName(names, "ID"));
        const settings = settingsShown(await admin.brokerSettings(id), flags);
        if (flags.json) return print(JSON.stringify({ broker: id, settings }));
        for (const line of settingLines(settings)) print(line);
      },
    },
    positionals: ["config", ...positionals],
    flags,
    signal,
  }));

function brokerId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ConfigError(`"${text}" is no broker's id: use a number such as 0`);
}
