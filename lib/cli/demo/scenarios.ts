import { ConfigError } from "../../core/mod.ts";
import {
  consumerNamed,
  producerNamed,
  type SystemConsumer,
  systemNamed,
  type SystemProducer,
  type SystemRole,
  SYSTEMS,
} from "../../systems/mod.ts";

/** A producer in a demo. */
export interface CastProducer {
  /** `random_events.json`: its system and its name there. */
  readonly name: string;
  readonly role: SystemProducer;
  /** Its part of the demo's rate, beside those of the others. */
  readonly weight: number;
}

/** A consumer in a demo. */
export interface CastConsumer {
  /** `random_events.processor`: its system and its name there. */
  readonly name: string;
  readonly system: string;
  readonly role: SystemConsumer;
  /** How many members its group gets. */
  readonly instances: number;
  /** Its group, where it is not the role's own. */
  readonly groupId?: string;
}

/** What a demo runs. */
export interface Scenario {
  readonly name: string;
  /** What is to be seen, in one line. */
  readonly description: string;
  readonly producers: readonly CastProducer[];
  readonly consumers: readonly CastConsumer[];
  /** Whether members of the first group come and go meanwhile. */
  readonly membersMove: boolean;
  /** Events a second where nobody says otherwise. */
  readonly rate: number;
}

/** Parts of the rate, where a producer's is not 1. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "random_events.json": 4,
  "platform.metrics": 2,
  // A host's figures change no faster.
  "platform.host": 0.05,
};
/** Members of a group, where it has more than one. */
const INSTANCES: Readonly<Record<string, number>> = {
  "random_events.processor": 3,
  "pubsub.consumer": 3,
};
const RATE = 200;

/** A consumer of a scenario: its system and name, and what is not as usual. */
type ShownConsumer = string | {
  readonly name: string;
  readonly instances?: number;
  /** A group of its own, which gets all records again. */
  readonly groupId?: string;
};

/** A scenario that shows one thing, with the roles that it takes. */
interface Shown {
  readonly name: string;
  readonly description: string;
  readonly producers: readonly string[];
  readonly consumers: readonly ShownConsumer[];
  readonly membersMove?: boolean;
  readonly rate?: number;
}

const SHOWN: readonly Shown[] = [
  {
    name: "events",
    description: "Two groups work on the same user events: minutes, revenue, chains",
    producers: ["platform.events"],
    consumers: ["platform.analytics", { name: "platform.analytics", groupId: "reporting-group" }],
  },
  {
    name: "logs",
    description: "Logs of several services, collected, routed, watched for errors",
    producers: ["platform.logs"],
    consumers: ["platform.logger", "platform.alerting"],
  },
  {
    name: "metrics",
    description: "A stream of readings, made coarser and searched for what is unusual",
    producers: ["platform.metrics", "platform.host"],
    consumers: ["platform.analytics", "platform.alerting"],
    rate: 2000,
  },
  {
    name: "consumer-groups",
    description: "Members of a group come, go and crash",
    producers: ["platform.events"],
    consumers: [{ name: "platform.analytics", instances: 2 }],
    membersMove: true,
  },
];

/** The names of all scenarios; the first is everything together. */
export const SCENARIO_NAMES: readonly string[] = [
  "all",
  ...SYSTEMS.map(({ name }) => name),
  ...SHOWN.map(({ name }) => name),
];

/**
 * The scenario of a name.
 *
 * @throws {ConfigError} when there is none, with the names there are
 */
export function scenarioNamed(name: string): Scenario {
  if (name === "all") return ofSystems("all", "All systems together", SYSTEMS);
  const shown = SHOWN.find((each) => each.name === name);
  if (shown !== undefined) return ofRoles(shown);
  const system = SYSTEMS.find((each) => each.name === name);
  if (system !== undefined) return ofSystems(name, system.description, [system]);
  throw new ConfigError(
    `There is no scenario called ${name}: use one of ${SCENARIO_NAMES.join(", ")}`,
  );
}

/** The scenario with one producer of input alone, the first that takes any. */
export function withInput(scenario: Scenario): Scenario {
  const producer = scenario.producers.find(({ role }) => role.takesInput);
  if (producer === undefined) {
    throw new ConfigError(`Scenario ${scenario.name} takes no input: leave out --input`);
  }
  const topics = new Set(producer.role.topics);
  return {
    ...scenario,
    producers: [producer],
    consumers: scenario.consumers.filter(({ role }) =>
      role.topics.some((each) => topics.has(each))
    ),
  };
}

function ofSystems(
  name: string,
  description: string,
  systems: typeof SYSTEMS,
): Scenario {
  // What does one piece of work and ends is no part of what runs for a while.
  const each = (pick: (system: (typeof SYSTEMS)[number]) => readonly SystemRole[]) =>
    systems.flatMap((system) =>
      pick(system).filter(({ once = false }) => !once)
        .map((role) => `${system.name}.${role.name}`)
    );
  const producers = each(({ producers }) => producers);
  const consumers = each(({ consumers }) => consumers);
  return ofRoles({ name, description, producers, consumers });
}

function ofRoles(
  { name, description, producers, consumers, membersMove = false, rate = RATE }: Shown,
): Scenario {
  return {
    name,
    description,
    producers: producers.map(producerOf),
    consumers: consumers.map(consumerOf),
    membersMove,
    rate,
  };
}

function producerOf(name: string): CastProducer {
  const [system, role] = name.split(".") as [string, string];
  return { name, role: producerNamed(systemNamed(system), role), weight: WEIGHTS[name] ?? 1 };
}

function consumerOf(shown: ShownConsumer): CastConsumer {
  const { name, instances, groupId } = typeof shown === "string"
    ? { name: shown, instances: undefined, groupId: undefined }
    : shown;
  const [system, role] = name.split(".") as [string, string];
  return {
    // Of two groups each has its own store, and its own line in the ledger.
    name: groupId === undefined ? name : `${name}@${groupId}`,
    system,
    role: consumerNamed(systemNamed(system), role),
    instances: instances ?? INSTANCES[name] ?? 1,
    ...(groupId !== undefined && { groupId }),
  };
}
