import { CLEANING } from "./cleaning.ts";
import { CLEANED_TRANSACTIONS } from "./cleaned_transactions.ts";
import { EVERY_VERSION_OF_GROUPS } from "./every_version_of_groups.ts";
import { EVERY_VERSION_OF_LOGS } from "./every_version_of_logs.ts";
import { EVERY_VERSION_OF_SETTINGS } from "./every_version_of_settings.ts";
import { EVERY_VERSION_OF_TRANSACTIONS } from "./every_version_of_transactions.ts";
import { FETCH } from "./fetch.ts";
import { FLIPPED_BYTES } from "./flipped_bytes.ts";
import { GROUP_STATES } from "./group_states.ts";
import { GROUPS } from "./groups.ts";
import { IDEMPOTENCE } from "./idempotence.ts";
import { LIST_OFFSETS } from "./list_offsets.ts";
import { LOG_DIRS } from "./log_dirs.ts";
import { METADATA } from "./metadata.ts";
import { OFFSETS } from "./offsets.ts";
import { PRODUCE } from "./produce.ts";
import { RECOMPRESSION } from "./recompression.ts";
import { REFUSED_FRAMES } from "./refused_frames.ts";
import { RETENTION } from "./retention.ts";
import type { Scenario } from "./session.ts";
import { SETTINGS_OF_BROKERS } from "./settings_of_brokers.ts";
import { STATIC_GROUPS } from "./static_groups.ts";
import { TIMESTAMPS } from "./timestamps.ts";
import { TOPIC_CONFIGS } from "./topic_configs.ts";
import { TOPIC_SETTING_VALUES } from "./topic_setting_values.ts";
import { TOPICS } from "./topics.ts";
import { TRANSACTION_OFFSETS } from "./transaction_offsets.ts";
import { TRANSACTION_STATES } from "./transaction_states.ts";
import { TRANSACTIONS } from "./transactions.ts";

/** Every scenario of the contract, in the order they are run. */
export const SCENARIOS: readonly Scenario[] = [
  ...METADATA,
  ...REFUSED_FRAMES,
  ...TOPICS,
  ...TOPIC_CONFIGS,
  ...TOPIC_SETTING_VALUES,
  ...SETTINGS_OF_BROKERS,
  ...PRODUCE,
  ...FLIPPED_BYTES,
  ...IDEMPOTENCE,
  ...FETCH,
  ...LIST_OFFSETS,
  ...LOG_DIRS,
  ...GROUPS,
  ...GROUP_STATES,
  ...STATIC_GROUPS,
  ...OFFSETS,
  ...TRANSACTIONS,
  ...TRANSACTION_STATES,
  ...TRANSACTION_OFFSETS,
  ...CLEANING,
  ...CLEANED_TRANSACTIONS,
  ...RETENTION,
  ...RECOMPRESSION,
  ...TIMESTAMPS,
  ...EVERY_VERSION_OF_LOGS,
  ...EVERY_VERSION_OF_SETTINGS,
  ...EVERY_VERSION_OF_GROUPS,
  ...EVERY_VERSION_OF_TRANSACTIONS,
];
