import type { Setting } from "../kafka/mod.ts";
import { table } from "../workshop/mod.ts";
import { safeText } from "./safe_text.ts";

/** Those that differ from Kafka's defaults, or all. */
export function settingsShown(
  settings: readonly Setting[],
  options: { readonly all: boolean },
): readonly Setting[] {
  return settings.filter(({ source }) => options.all || source !== "default");
}

/** Settings as a table. */
export function settingLines(settings: readonly Setting[]): string[] {
  if (settings.length === 0) return ["Everything is at its default: --all shows it"];
  return table(
    [{ title: "setting", shrinks: true }, { title: "value", shrinks: true }, { title: "from" }],
    settings.map((setting) => [
      setting.name,
      setting.sensitive ? "(secret)" : safeText(setting.value ?? "-"),
      setting.readOnly ? `${setting.source}, fixed` : setting.source,
    ]),
  );
}
