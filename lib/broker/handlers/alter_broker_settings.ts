import type { ClusterState } from "../cluster_state.ts";
import { RequestError } from "../errors.ts";
import {
  ALL_BROKERS,
  type BrokerSettings,
  checkBrokerSetting,
  DYNAMIC_SETTINGS,
} from "../topics/broker_settings.ts";
import { listItems } from "../topics/topic_configs.ts";
import { FIXED_NAMES } from "./broker_configs.ts";

/** A change to a setting that holds for brokers. */
export interface SettingChange {
  readonly name: string;
  /** What it becomes; null is the default. */
  readonly value: string | null;
  /** Whether the value is added to the items that are there, or taken from them. */
  readonly edits?: "append" | "subtract";
}

/**
 * Changes settings of one broker, or of all when the name of the resource is empty: what topics do
 * without a setting of their own follows at once.
 *
 * @throws {RequestError} code `INVALID_REQUEST`
 */
export function alterBrokerSettings(
  cluster: ClusterState,
  resourceName: string,
  { changes, replace = false, validateOnly }: {
    readonly changes: readonly SettingChange[];
    /** Whether what is not listed goes back to its default. */
    readonly replace?: boolean;
    readonly validateOnly: boolean;
  },
): void {
  checkBrokerName(cluster, resourceName);
  const settings = cluster.brokerSettings;
  const made = changes.map((change) => {
    const value = valueOf(settings, resourceName, change);
    checkBrokerSetting(change.name, value, { fixed: FIXED_NAMES });
    return [change.name, value] as const;
  });
  if (validateOnly) return;
  const named = new Set(changes.map(({ name }) => name));
  const dropped = replace
    ? [...settings.madeFor(resourceName).keys()].filter((name) => !named.has(name))
    : [];
  settings.configure(resourceName, [...made, ...dropped.map((name) => [name, null] as const)]);
  cluster.topics.refreshConfigs();
}

/** @throws {RequestError} the name is neither empty nor a broker's id */
export function checkBrokerName({ brokerIds }: ClusterState, name: string): void {
  if (name === ALL_BROKERS) return;
  if (!/^-?\d+$/.test(name)) {
    throw new RequestError("INVALID_REQUEST", `"${name}" is no broker's id: ids are numbers`);
  }
  if (brokerIds.includes(Number(name))) return;
  throw new RequestError(
    "INVALID_REQUEST",
    `There is no broker ${name}: use one of ${brokerIds.join(", ")}`,
  );
}

function valueOf(
  settings: BrokerSettings,
  scope: string,
  { name, value, edits }: SettingChange,
): string | null {
  if (edits === undefined || value === null) return value;
  const definition = DYNAMIC_SETTINGS.get(name);
  const present = listItems(settings.madeFor(scope).get(name) ?? definition?.default ?? "");
  const items = listItems(value);
  const next = edits === "append"
    ? [...present, ...items.filter((item) => !present.includes(item))]
    : present.filter((item) => !items.includes(item));
  return next.join(",");
}
