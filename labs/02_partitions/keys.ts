import type { Random } from "../../lib/core/mod.ts";

const ALPHABETS = [
  [..."abcdefghijklmnopqrstuvwxyz0123456789-"],
  [..."AbCdEf GhIj_Kl "],
  [..."äßñøœčğ", "e\u0301"],
  [..."注文顧客東京"],
  [..."📦🚚🧾"],
];

/**
 * Random keys of every kind that matters to a hash: empty, of each length, outside ASCII, with
 * capitals, spaces at their ends and characters that could be written otherwise.
 */
export function randomKeys(random: Random, count: number): string[] {
  const everyTail = Array.from({ length: 9 }, (_, length) => randomText(random, 0, length));
  const others = Array.from(
    { length: count - everyTail.length },
    () => randomText(random, random.int(0, ALPHABETS.length - 1), random.int(1, 24)),
  );
  return [...everyTail, ...others];
}

/** Keys as shops number them: they differ in few digits only. */
export function numberedKeys(random: Random, count: number): string[] {
  const prefix = random.pick(["user-", "customer-", "cart-", "store/"]);
  const first = random.int(1, 5) * 10_000;
  return Array.from({ length: count }, (_, at) => `${prefix}${first + at}`);
}

/** A key of so many characters, all of them ASCII: an address, a path, a list of ids. */
export function longKey(random: Random, length: number): string {
  return randomText(random, 0, length);
}

const NAMES_OF_THINGS = ["constructor", "toString", "__proto__", "null", "undefined", "true"];

/** Keys that code decodes, cuts, reads as numbers or finds in each object, although they are text. */
export function oddKeys(random: Random): string[] {
  const word = randomText(random, 0, 6);
  const number = random.int(100, 999);
  return [
    ...NAMES_OF_THINGS,
    ...[`0${number}`, `-${number}`, `${number}.50`, `${number}e3`],
    ...[`${word}%20${word}`, `${word}/`, `./${word}`, `"${word}"`],
    ...[`${word}\0${word}`, `${word}\r\n${word}`, `${word}\n`, `\ufeff${word}`],
  ];
}

/** Whether it could be one of these. */
export function isOdd(key: string): boolean {
  return NAMES_OF_THINGS.includes(key) || /^[-0]|[%./"\0\r\n\ufeff]|^\d+(e\d+)?$/.test(key);
}

function randomText(random: Random, alphabet: number, length: number): string {
  return Array.from({ length }, () => random.pick(ALPHABETS[alphabet]!)).join("");
}
