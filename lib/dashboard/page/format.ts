/** A decimal number of any length with its thousands set apart: `"12345678901234567890"`. */
export function digits(number: string | number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A rate: one decimal below 10, none above. */
export function rate(perSecond: number): string {
  return perSecond < 9.95 && perSecond > 0 ? perSecond.toFixed(1) : digits(Math.round(perSecond));
}

/** A time span: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function span(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of day, 24 hours, with seconds. */
export function timeOfDay(atMs: number): string {
  const date = new Date(atMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
}

/** A share in percent: `<0.1 %`, `1.2 %`, `45 %`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  const value = 100 * part / whole;
  if (value > 0 && value < 0.1) return "<0.1 %";
  return value < 10 && value > 0 ? `${value.toFixed(1)} %` : `${Math.round(value)} %`;
}

/** A count with its noun: `1 record`, `3 records`. */
export function counted(count: number, noun: string): string {
  return `${digits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Runs of numbers: `0–2, 5`. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let index = 0; index < sorted.length; index++) {
    const first = sorted[index]!;
    while (sorted[index + 1] === sorted[index]! + 1) index++;
    const last = sorted[index]!;
    parts.push(
      first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`,
    );
  }
  return parts.join(", ");
}

/** At most `length` characters of a text. */
export function shortened(text: string, length = 200): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A size: `512 B`, `1.5 KiB`, `12 MiB`. */
export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${UNITS[unit]}`;
}
