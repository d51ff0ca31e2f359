import type { RunFault } from "../run_fault.ts";
import * as brokers from "./brokers.ts";
import * as connections from "./connections.ts";
import * as disk from "./disk.ts";
import * as members from "./members.ts";
import * as poison from "./poison.ts";
import * as registry from "./registry.ts";
import * as sizes from "./sizes.ts";
import * as store from "./store.ts";

/** All faults; one that a file of this folder exports as such is run and listed. */
export const ALL_FAULTS: readonly RunFault[] = [
  brokers,
  connections,
  members,
  poison,
  store,
  registry,
  disk,
  sizes,
].flatMap((file) => Object.values(file).filter(isFault));

function isFault(exported: unknown): exported is RunFault {
  return typeof exported === "object" && exported !== null && "inject" in exported;
}
