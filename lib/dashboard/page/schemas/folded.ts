import type { DiffLine } from "../../schemas/line_diff.ts";

const AROUND = 3;

/** Lines that differ with some around them; longer stretches of the same become their number. */
export function folded(lines: readonly DiffLine[]): readonly (DiffLine | number)[] {
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== " ")
  );
  const result: (DiffLine | number)[] = [];
  let hidden = 0;
  for (const [at, line] of lines.entries()) {
    if (!shown[at]) {
      hidden++;
      continue;
    }
    if (hidden > 0) result.push(hidden);
    hidden = 0;
    result.push(line);
  }
  return hidden > 0 ? [...result, hidden] : result;
}
