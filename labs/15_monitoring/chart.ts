const LEVELS = [..." ▁▂▃▄▅▆▇█"];

/** A value each, as a row of blocks: nothing for nothing, the least block for the least something. */
export function sparkline(values: readonly number[], full: number): string {
  return values.map((value) => {
    if (value <= 0 || full <= 0) return LEVELS[0];
    const level = Math.round((value / full) * (LEVELS.length - 1));
    return LEVELS[Math.min(LEVELS.length - 1, Math.max(1, level))];
  }).join("");
}

/** The seconds from 0 to `last` under a row of so many columns. */
export function secondsAxis(columns: number, last: number): string {
  const end = `${last} s`;
  return `0 s${"─".repeat(Math.max(1, columns - 3 - end.length))}${end}`;
}

/** A row of marks: `mark` where something holds, a dot elsewhere. */
export function marks(holds: readonly boolean[], mark = "█"): string {
  return holds.map((each) => each ? mark : "·").join("");
}
