import { ConfigError } from "../core/mod.ts";
import { randomEvents } from "./random_events/system.ts";
import type { System } from "./system.ts";

/** All systems; one that stands here can be produced and consumed by its name. */
export const SYSTEMS: readonly System[] = [randomEvents];

/**
 * The system of a name.
 *
 * @throws {ConfigError} when there is none, with the names there are
 */
export function systemNamed(name: string): System {
  const found = SYSTEMS.find((system) => system.name === name);
  if (found !== undefined) return found;
  const names = SYSTEMS.map((system) => system.name).join(", ");
  throw new ConfigError(`There is no system ${name}: use one of ${names}`);
}
