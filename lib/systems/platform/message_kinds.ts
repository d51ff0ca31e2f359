import {
  type ApplicationLog,
  ApplicationLogGenerator,
  type PoisonRecipe,
  type SystemMetric,
  SystemMetricGenerator,
  type UserEvent,
  UserEventGenerator,
} from "../../events/mod.ts";
import type { Clock, Random } from "../../core/mod.ts";
import { type CompiledSchema, platformSchema } from "../../schemas/mod.ts";

/** Where messages come from: the next one, whenever it is asked for. */
export interface MessageSource<T> {
  /** The next message. */
  next(): T | Promise<T>;
}

/** One of the kinds of messages of the platform: what goes through one topic. */
export interface MessageKind<T extends object> {
  /** The topic, as the registry of topics calls it. */
  readonly topic: string;
  /** What each message is held against, on both sides. */
  schema(): CompiledSchema;
  /** Messages with one key keep their order. */
  keyOf(message: T): string;
  /** Messages without end, made up. */
  generator(random: Random, clock: Clock): MessageSource<T>;
  /** How a message is broken on purpose. */
  readonly poison: PoisonRecipe<T>;
}

/** What users do; those of one user keep their order. */
export const USER_EVENTS: MessageKind<UserEvent> = {
  topic: "user-events",
  schema: () => platformSchema("user_event"),
  keyOf: ({ user_id }) => user_id,
  generator: (random, clock) => new UserEventGenerator({ random, clock }),
  poison: {
    unknownType: { event: "vanish" },
    required: ["user_id", "event"],
    wrongType: ({ user_id }) => ({ user_id: Number(user_id) || 7 }),
  },
};

/** What services say; the messages of one service keep their order. */
export const APPLICATION_LOGS: MessageKind<ApplicationLog> = {
  topic: "application-logs",
  schema: () => platformSchema("application_log"),
  keyOf: ({ service }) => service,
  generator: (random, clock) => new ApplicationLogGenerator({ random, clock }),
  poison: {
    unknownType: { level: "NOISE" },
    required: ["timestamp", "level", "service", "message"],
    wrongType: () => ({ message: 7 }),
  },
};

/** What hosts measure; the readings of one host keep their order. */
export const SYSTEM_METRICS: MessageKind<SystemMetric> = {
  topic: "system-metrics",
  schema: () => platformSchema("system_metric"),
  keyOf: ({ host }) => host,
  generator: (random, clock) => new SystemMetricGenerator({ random, clock }),
  poison: {
    unknownType: { metric: "Not a name" },
    required: ["timestamp", "host", "metric", "value"],
    wrongType: ({ value }) => ({ value: String(value) }),
  },
};
