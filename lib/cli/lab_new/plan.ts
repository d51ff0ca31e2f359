import { ConfigError } from "../../core/mod.ts";
import { type LabEntry, labId } from "../../workshop/mod.ts";

/** What may be said of a new lab beside its name. */
export interface PlanOptions {
  readonly title: string | undefined;
  readonly misconception: string | undefined;
}

const EXAMPLE = "18_schema_ids";
const LONGEST = 40;

/**
 * The line of the list for a new lab.
 *
 * @throws {ConfigError} when the name is no name of a lab, or another lab has it
 */
export function planLab(
  wanted: string,
  labs: readonly LabEntry[],
  options: PlanOptions,
): LabEntry {
  const [, number, name] = /^(\d\d)_([a-z][a-z0-9]*(?:_[a-z0-9]+)*)$/.exec(wanted) ?? [];
  if (number === undefined || name === undefined || name.length > LONGEST || number === "00") {
    throw new ConfigError(
      `"${wanted}" is no name for a lab: use two digits from 01 and small words of at most ` +
        `${LONGEST} letters, joined by underscores, such as ${EXAMPLE}`,
    );
  }
  const sameNumber = labs.find((lab) => lab.number === number);
  if (sameNumber !== undefined) {
    throw new ConfigError(
      `Number ${number} is taken by ${labId(sameNumber)}: the next free one is ${nextFree(labs)}`,
    );
  }
  const sameName = labs.find((lab) => lab.name === name);
  if (sameName !== undefined) {
    throw new ConfigError(`Lab ${sameName.number} is called ${name} too: choose another name`);
  }
  const words = name.replaceAll("_", " ");
  return {
    number,
    name,
    title: plain(options.title, "--title") ?? words.charAt(0).toUpperCase() + words.slice(1),
    misconception: plain(options.misconception, "--misconception") ??
      "Whoever posts a notice knows where it hangs",
    documents: [],
    cluster: { brokers: 1 },
    minutes: 30,
  };
}

/** The texts stand in tables, headings and sentences. */
function plain(text: string | undefined, flag: string): string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (/^[^\p{Cc}"“”`|<>]{3,60}$/u.test(trimmed) && !trimmed.endsWith(".")) return trimmed;
  throw new ConfigError(
    `${flag} is "${text}": use 3 to 60 characters on one line, without quotes and a full stop`,
  );
}

function nextFree(labs: readonly LabEntry[]): string {
  const taken = new Set(labs.map((lab) => Number(lab.number)));
  let next = 1;
  while (taken.has(next)) next++;
  return String(next).padStart(2, "0");
}
