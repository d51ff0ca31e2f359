import {
  checkCompatibility,
  COMPATIBILITY_LEVELS,
  type CompatibilityLevel,
  type SchemaText,
} from "./compatibility.ts";

/**
 * The levels that permit the step from one schema to another; between two versions a transitive
 * level is like its plain one and is left out.
 *
 * @throws {InvalidSchemaError} when one of the schemas is none
 */
export function permittedLevels(from: SchemaText, to: SchemaText): readonly CompatibilityLevel[] {
  return COMPATIBILITY_LEVELS.filter((level) =>
    !level.endsWith("_TRANSITIVE") && checkCompatibility(to, [from], level).compatible
  );
}
