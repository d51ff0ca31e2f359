import { FETCH } from "./fetch.ts";
import { GROUPS } from "./groups.ts";
import { IDEMPOTENCE } from "./idempotence.ts";
import { LIST_OFFSETS } from "./list_offsets.ts";
import { METADATA } from "./metadata.ts";
import { OFFSETS } from "./offsets.ts";
import { PRODUCE } from "./produce.ts";
import type { Scenario } from "./session.ts";
import { TOPIC_CONFIGS } from "./topic_configs.ts";
import { TOPICS } from "./topics.ts";
import { TRANSACTION_OFFSETS } from "./transaction_offsets.ts";
import { TRANSACTIONS } from "./transactions.ts";

/** Every scenario of the contract, in the order they are run. */
export const SCENARIOS: readonly Scenario[] = [
  ...METADATA,
  ...TOPICS,
  ...TOPIC_CONFIGS,
  ...PRODUCE,
  ...IDEMPOTENCE,
  ...FETCH,
  ...LIST_OFFSETS,
  ...GROUPS,
  ...OFFSETS,
  ...TRANSACTIONS,
  ...TRANSACTION_OFFSETS,
];
