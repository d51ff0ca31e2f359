const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** A size for people: `812 B`, `12.3 kB`. */
export function bytesText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < UNITS.length - 1; unit++) size /= 1000;
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
