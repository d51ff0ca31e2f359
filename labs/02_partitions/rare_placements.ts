import type { Random } from "../../lib/core/mod.ts";
import { longKey, oddKeys, randomKeys } from "./keys.ts";
import { javaPartition, type Placement } from "./placement.ts";

const PAIRS = 3;
const NUMBERS = 5;
const MANY = 1000;

/** What is right for most keys must be right for keys that seldom come, too. */
export function rarePlacements(random: Random): Placement[] {
  return [
    // The empty key by several counts: by one alone, its partition may happen to be 0.
    ...[2, 5, 7, 100].map((partitionCount) => ({ key: "", partitionCount })),
    ...[300, 3000, 70_000, 71_000].map((bytes) => ({
      key: longKey(random, bytes),
      partitionCount: MANY,
    })),
    // By two counts, since by one alone another text may happen to go there, too.
    ...oddKeys(random).flatMap((key) =>
      [MANY - 3, MANY].map((partitionCount) => ({
        key,
        partitionCount,
      }))
    ),
    ...numbersAsKeys(random),
    ...gluedPairs(random, (key, digit) => [key + digit, (count) => `${digit}${count}`]),
    ...gluedPairs(random, (key, digit) => [digit + key, (count) => `${count}${digit}`]),
  ];
}

/** Customers by number: as text they belong elsewhere than as numbers. */
function numbersAsKeys(random: Random): Placement[] {
  const placements: Placement[] = [];
  while (placements.length < NUMBERS) {
    const number = random.int(1000, 9999);
    const placement = { key: String(number), partitionCount: random.int(2, 100) };
    if (javaPartition(placement) !== number % placement.partitionCount) placements.push(placement);
  }
  return placements;
}

type Moved = (key: string, digit: number) => [key: string, count: (count: number) => string];

/** Questions that are one text when key and count are written one after the other. */
function gluedPairs(random: Random, moved: Moved): Placement[] {
  const pairs: Placement[][] = [];
  while (pairs.length < PAIRS) {
    const key = randomKeys(random, 10).at(-1)!;
    const [longer, countFor] = moved(key, random.int(1, 9));
    const count = random.int(2, 99);
    const pair = [
      { key: longer, partitionCount: count },
      { key, partitionCount: Number(countFor(count)) },
    ];
    const [one, other] = pair.map(javaPartition);
    if (one !== other) pairs.push(pair);
  }
  return pairs.flat();
}

/** Whether each of these was answered as another question that looks alike when glued together. */
export function areGlued(
  wrong: readonly { readonly placement: Placement; readonly answer: unknown }[],
  asked: readonly Placement[],
): boolean {
  return wrong.every(({ placement, answer }) =>
    asked.some((other) =>
      other.key !== placement.key && javaPartition(other) === answer &&
      glues(other).some((text) => glues(placement).includes(text))
    )
  );
}

function glues({ key, partitionCount }: Placement): string[] {
  return [`${key}${partitionCount}`, `${partitionCount}${key}`];
}
