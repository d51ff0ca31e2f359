import type { SettingName, Settings } from "./config.ts";
import { CLUSTER_SETTINGS } from "./cluster_settings.ts";
import { CONSUMING_SETTINGS } from "./consuming_settings.ts";
import { PRODUCING_SETTINGS } from "./producing_settings.ts";
import { SERVICE_SETTINGS } from "./service_settings.ts";
import type { Setting } from "./setting.ts";

export type { Setting };

/**
 * The one table of settings: parsing, documentation and the list of variables follow from it.
 * Defaults are those of the file events system; a role changes some of them.
 */
export const SETTINGS: { readonly [Name in SettingName]: Setting<Settings[Name]> } = {
  ...CLUSTER_SETTINGS,
  ...CONSUMING_SETTINGS,
  ...PRODUCING_SETTINGS,
  ...SERVICE_SETTINGS,
};

/** The names of all settings, in the table's order. */
export const SETTING_NAMES: readonly SettingName[] = Object.freeze(
  Object.keys(SETTINGS) as SettingName[],
);

/** Every environment variable that is read, for `--allow-env=`. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.freeze(
  SETTING_NAMES.flatMap((name) => SETTINGS[name].variables),
);
