import type { Setting } from "../kafka/mod.ts";
import { wrap } from "../workshop/mod.ts";
import { safeText } from "./safe_text.ts";

const WIDTH = 80;

/** Those that differ from Kafka's defaults, or all. */
export function settingsShown(
  settings: readonly Setting[],
  options: { readonly all: boolean },
): readonly Setting[] {
  return settings.filter(({ source }) => options.all || source !== "default");
}

const HEADS: Readonly<Record<Setting["source"], string>> = {
  topic: "of the topic's own",
  broker: "of the broker's own, changed while it runs",
  brokers: "of all brokers, changed while they run",
  file: "in the broker's configuration",
  default: "Kafka's defaults",
  logger: "of the broker's loggers",
  client: "of clients",
  group: "of the group's own",
  unknown: "from elsewhere",
};

/** Settings by where they come from. */
export function settingLines(settings: readonly Setting[]): string[] {
  if (settings.length === 0) return ["Everything is at its default: --all shows it"];
  const bySource = Map.groupBy(settings, ({ source }) => source);
  return [...bySource].flatMap(([source, some], at) => [
    ...(at > 0 ? [""] : []),
    `${HEADS[source]}:`,
    ...some.flatMap((setting) => wrap(settingText(setting), WIDTH, "  ")),
  ]);
}

function settingText({ name, value, sensitive, readOnly, source }: Setting): string {
  const fixed = readOnly && source !== "default" ? "  (fixed)" : "";
  return `${name}=${sensitive ? "(secret)" : safeText(value ?? "")}${fixed}`;
}
