/** Milliseconds since 1970 of digits or of a time by ISO 8601; `undefined` for anything else. */
export function timeOf(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A time by ISO 8601, "" for a record without one or a time that no calendar has. */
export function isoTime(ms: number): string {
  const date = new Date(ms);
  return ms < 0 || Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
