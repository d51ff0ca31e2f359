/** A decimal number as JSON and filters write one. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

interface Decimal {
  readonly sign: number;
  /** Significant digits, without zeros before and behind them; "" for zero. */
  readonly digits: string;
  /** The point stands behind so many of the digits. */
  readonly point: number;
}

/** Whether a text is a decimal number. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/**
 * Compares two decimal numbers digit by digit: exact at any length, and 1e999999999 costs no more
 * than 1. Negative when the first is less, `undefined` when one is no number.
 */
export function compareDecimals(first: string, second: string): number | undefined {
  const a = decimalOf(first);
  const b = decimalOf(second);
  if (a === undefined || b === undefined) return undefined;
  if (a.sign !== b.sign) return a.sign - b.sign;
  return a.sign * compareSizes(a, b);
}

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.point !== b.point) return a.point < b.point ? -1 : 1;
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1;
}

function decimalOf(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  let first = 0;
  while (all[first] === "0") first++;
  let last = all.length;
  while (last > first && all[last - 1] === "0") last--;
  const digits = all.slice(first, last);
  if (digits === "") return { sign: 0, digits, point: 0 };
  const point = whole.length - first + Number(exponent);
  return { sign: minus === "-" ? -1 : 1, digits, point };
}
