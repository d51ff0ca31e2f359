import type { connectConfigured } from "../../producer/mod.ts";
import { CONSUMER_FILE, PRODUCER_FILE } from "./defaults.ts";
import { settingsPath, withoutContainerAddress } from "../settings_file.ts";

type Source = NonNullable<Parameters<typeof connectConfigured>[0]>;

const FILES = { producer: PRODUCER_FILE, consumer: CONSUMER_FILE } as const;

/** Settings of a side of the system: those that are loaded as they are, else with its own file. */
export function ownSettings(side: "producer" | "consumer", source: Source = {}): Source {
  if ("origins" in source) return source;
  return {
    role: `pubsub.${side}`,
    ownFile: settingsPath(FILES[side]),
    skipped: withoutContainerAddress,
    ...source,
  };
}
