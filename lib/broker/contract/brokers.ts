import type { BrokersScenario } from "./brokers_session.ts";
import { COORDINATOR_MOVES } from "./coordinator_moves.ts";
import { ELECTIONS } from "./elections.ts";
import { FOLLOWERS } from "./followers.ts";
import { REASSIGNMENTS } from "./reassignments.ts";

/** Every scenario that needs three brokers, in the order they are run. */
export const BROKERS: readonly BrokersScenario[] = [
  ...FOLLOWERS,
  ...REASSIGNMENTS,
  ...ELECTIONS,
  ...COORDINATOR_MOVES,
];
