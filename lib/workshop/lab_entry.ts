import { ConfigError } from "../core/mod.ts";

/** One line of `labs/manifest.ts`: all that there is to say of a lab without running it. */
export interface LabEntry {
  /** Two digits: `"01"`. */
  readonly number: string;
  /** The rest of its folder's name: `"first_record"`. */
  readonly name: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** What many people believe and what is not so. */
  readonly misconception: string;
  /** The requirement documents that it covers. */
  readonly documents: readonly ("A" | "B" | "C" | "D" | "E")[];
  /** What the cluster must have. */
  readonly cluster: { readonly brokers: 1 | 3; readonly secure?: true };
  /** How long a learner takes, reading included. */
  readonly minutes: number;
}

/** The name of a lab's folder, of its task and of its solution: `01_first_record`. */
export function labId(lab: LabEntry): string {
  return `${lab.number}_${lab.name}`;
}

/**
 * The lab that a learner means by `1`, `01`, `01_first_record` or `first_record`.
 *
 * @throws {ConfigError} when there is none
 */
export function findLab(labs: readonly LabEntry[], wanted: string): LabEntry {
  const found = labs.find((lab) =>
    [lab.number, String(Number(lab.number)), lab.name, labId(lab)].includes(wanted)
  );
  if (found !== undefined) return found;
  const numbers = labs.map((lab) => lab.number).join(", ");
  throw new ConfigError(`There is no lab "${wanted}": use one of ${numbers}`);
}
