import { ConfigError } from "../core/mod.ts";
import { fileEvents } from "./file_events/system.ts";
import { orders } from "./orders/system.ts";
import { platform } from "./platform/system.ts";
import { pubsub } from "./pubsub/system.ts";
import { randomEvents } from "./random_events/system.ts";
import type { System, SystemConsumer, SystemProducer, SystemRole } from "./system.ts";

/** All systems; one that stands here can be produced and consumed by its name. */
export const SYSTEMS: readonly System[] = [
  randomEvents,
  fileEvents,
  platform,
  orders,
  pubsub,
];

/**
 * The system of a name.
 *
 * @throws {ConfigError} when there is none, with the names there are
 */
export function systemNamed(name: string): System {
  return named(SYSTEMS, name, "system");
}

/**
 * A producer of a system, the first where none is named.
 *
 * @throws {ConfigError} when there is none of the name, with the names there are
 */
export function producerNamed({ name: system, producers }: System, name?: string): SystemProducer {
  return roleNamed(producers, name, `producer of ${system}`);
}

/**
 * A consumer of a system, the first where none is named.
 *
 * @throws {ConfigError} when there is none of the name, with the names there are
 */
export function consumerNamed({ name: system, consumers }: System, name?: string): SystemConsumer {
  return roleNamed(consumers, name, `consumer of ${system}`);
}

function roleNamed<R extends SystemRole>(
  roles: readonly R[],
  name: string | undefined,
  what: string,
): R {
  return name === undefined ? roles[0]! : named(roles, name, what);
}

function named<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  what: string,
): T {
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = all.map((each) => each.name).join(", ");
  throw new ConfigError(`There is no ${what} called ${name}: use one of ${names}`);
}
