/** A record's time as its list shows it: date and time of day to the millisecond, local. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  if (ms < 0 || Number.isNaN(date.getTime())) return "no time";
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The same in UTC, by ISO 8601. */
export function utcText(ms: number): string {
  const date = new Date(ms);
  return ms < 0 || Number.isNaN(date.getTime()) ? "no time" : date.toISOString();
}

/** A time between two records: `0 ms`, `12.3 s`, `4 min 2 s`. */
export function betweenText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
