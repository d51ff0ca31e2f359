import type { RegistryState } from "../registry_gate.ts";
import type { RunFault } from "../run_fault.ts";

const AWAY_MS = 2500;

/** The registry can't be asked just when records come by a schema that no member has met. */
function away(state: RegistryState, name: string, what: string): RunFault {
  return {
    name,
    what,
    schemas: true,
    moves: "kafka_consumer_stalls_total",
    pipelines: ["plain"],
    async inject({ schemas, until, pass }) {
      const { gate } = schemas!;
      const writeIt = await schemas!.nextVersion();
      gate.turn(state);
      writeIt();
      await until(() => gate.hits >= 2);
      await pass(AWAY_MS);
      return {
        fired: () => gate.hits,
        end: () => Promise.resolve(gate.turn("up")),
      };
    },
  };
}

export const registryDown = away(
  "down",
  "registry-down",
  "The schema registry ends every connection for some seconds, while a new schema comes into use",
);
export const registrySlow = away(
  "slow",
  "registry-slow",
  "The schema registry answers later than clients wait, while a new schema comes into use",
);
export const registryFailing = away(
  "failing",
  "registry-failing",
  "The schema registry answers 500 for some seconds, while a new schema comes into use",
);
