import { type Config, loadConfig, type Role } from "../../config/mod.ts";
import type { SystemRole, SystemSettings } from "../../systems/mod.ts";
import type { DemoPlan } from "./plan.ts";
import type { CastConsumer } from "./scenarios.ts";

/** How long producer and consumers may take to end, in milliseconds, each. */
export const SHUTDOWN_MS = 2000;

/** What the retries of a demo wait for first, unless somebody set it: people are watching. */
const SHOWN_RETRY_MS = 200;
/** How often a demo's consumers commit, unless somebody set it: its end waits for the last commit. */
const SHOWN_COMMIT_MS = 1000;
/** Silence after which a crashed member's partitions pass on, where that is to be seen. */
const SHOWN_SESSION_MS = 6000;
type Milliseconds =
  | "retryBackoffMs"
  | "commitIntervalMs"
  | "sessionTimeoutMs"
  | "heartbeatIntervalMs";

/** A demo runs several roles: what is set for one that is started alone is not asked. */
const ONE_ROLE =
  /^(CONSUMER_GROUP_ID|KAFKA_TOPICS?|STORE_PATH|MONGODB_.*|SCHEMA_REGISTRY_.*|METRICS_PORT)$/;

/**
 * The settings of a role in a demo, as plain data that can be sent to a Worker: the environment's
 * where they are for all roles, a store in the run's folder.
 */
export function settingsOf(
  { folder, scenario }: Pick<DemoPlan, "folder" | "scenario">,
  { name, role, groupId }: {
    readonly name: string;
    readonly role: SystemRole;
    readonly groupId?: string;
  },
  registryUrl?: string,
): SystemSettings {
  const config = loadConfig({
    role: role.settings as Role,
    ignored: (variable) => ONE_ROLE.test(variable),
  });
  const shown = (setting: Milliseconds, ms: number) =>
    ["default", "role"].includes(config.origins[setting]) ? ms : config[setting];
  return {
    ...plain(config),
    storePath: storePathOf(folder, name),
    ...(groupId !== undefined && { consumerGroupId: groupId }),
    ...(registryUrl !== undefined && { schemaRegistryUrl: [registryUrl] }),
    shutdownTimeoutMs: SHUTDOWN_MS,
    producerLingerMs: 5,
    retryBackoffMs: shown("retryBackoffMs", SHOWN_RETRY_MS),
    commitIntervalMs: shown("commitIntervalMs", SHOWN_COMMIT_MS),
    ...(scenario.membersMove && {
      sessionTimeoutMs: shown("sessionTimeoutMs", SHOWN_SESSION_MS),
      heartbeatIntervalMs: shown("heartbeatIntervalMs", SHOWN_SESSION_MS / 6),
    }),
  };
}

/** The group of a consumer, as it is called in the run of a plan. */
export function groupOf(plan: DemoPlan, consumer: CastConsumer): string {
  return nameOf(plan, settingsOf(plan, consumer).consumerGroupId);
}

/** Where a consumer of a demo keeps its documents. */
export function storePathOf(folder: string, name: string): string {
  return `${folder}/${name}.db`;
}

/** What a topic or group is called in the run of a plan. */
export function nameOf({ suffix }: Pick<DemoPlan, "suffix">, name: string): string {
  return name + suffix;
}

/** What can't be sent to a Worker, and is not a role's to know, is left out. */
function plain(config: Config): SystemSettings {
  const {
    origins: _,
    saslPassword: __,
    mongodbUri: ___,
    schemaRegistryBasicAuth: ____,
    ...settings
  } = config;
  return settings;
}
