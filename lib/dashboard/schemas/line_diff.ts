/** One line of a comparison. */
export interface DiffLine {
  /** `-` stands in the first text only, `+` in the second only, a blank in both. */
  readonly kind: " " | "-" | "+";
  /** The line. */
  readonly text: string;
}

/** Longer stretches of different lines are shown as one that went and one that came. */
const MAX_CELLS = 4_000_000;

/** Compares two texts line by line: the longest common part stays, all else goes or comes. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  const before = from.split("\n");
  const after = to.split("\n");
  const head = commonLength(before, after);
  const tail = commonLength(
    before.slice(head).toReversed(),
    after.slice(head).toReversed(),
  );
  const same = (text: string): DiffLine => ({ kind: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...between(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function between(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > MAX_CELLS) {
    return [...before.map(gone), ...after.map(come)];
  }
  const lengths = commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let [at, to] = [0, 0];
  while (at < before.length && to < after.length) {
    if (before[at] === after[to]) {
      lines.push({ kind: " ", text: before[at]! });
      at++;
      to++;
    } else if (lengths[(at + 1) * width + to]! >= lengths[at * width + to + 1]!) {
      lines.push(gone(before[at++]!));
    } else lines.push(come(after[to++]!));
  }
  return [...lines, ...before.slice(at).map(gone), ...after.slice(to).map(come)];
}

/** How many lines the rests of both texts have in common, from each pair of places on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let at = before.length - 1; at >= 0; at--) {
    for (let to = after.length - 1; to >= 0; to--) {
      lengths[at * width + to] = before[at] === after[to]
        ? lengths[(at + 1) * width + to + 1]! + 1
        : Math.max(lengths[(at + 1) * width + to]!, lengths[at * width + to + 1]!);
    }
  }
  return lengths;
}

function gone(text: string): DiffLine {
  return { kind: "-", text };
}

function come(text: string): DiffLine {
  return { kind: "+", text };
}
