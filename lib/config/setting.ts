import type { SettingName, Settings } from "./config.ts";
import { integer, type Kind, text } from "./kinds.ts";

/** One row of the table of settings. */
export interface Setting<T> {
  /** Environment variables; the first that is set counts. */
  readonly variables: readonly [string, ...string[]];
  /** Place in a JSON file: section and key. */
  readonly fileKey: string;
  /** Other places that mean the same. @default {[]} */
  readonly fileAliases?: readonly string[];
  readonly kind: Kind<NonNullable<T>>;
  readonly default: T;
  /** One line for the documentation. */
  readonly help: string;
}

/** Rows of the table. */
export type SettingRows = { readonly [Name in SettingName]?: Setting<Settings[Name]> };

/** A port; 0 lets the system choose. */
export const port = integer({ min: 0, max: 65_535 });
/** A file or folder. */
export const path = text(/\S/, "a path");
/** Up to an hour. */
export const milliseconds = integer({ min: 0, max: 3_600_000 });
