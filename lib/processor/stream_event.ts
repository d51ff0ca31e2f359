/** Something that happened, on one of several streams. */
export interface StreamEvent<V = unknown> {
  /** Which stream, such as a topic's name. */
  readonly stream: string;
  /** What events have in common: a host, a user, a correlation id. */
  readonly key: string;
  /** Event time, in milliseconds since 1970. */
  readonly timeMs: number;
  /** The event itself. */
  readonly value: V;
}

/** By time, stream and key, then by content: no two different events are in an order by chance. */
export function inOrder(a: StreamEvent, b: StreamEvent): number {
  return a.timeMs - b.timeMs || byText(a.stream, b.stream) || byText(a.key, b.key) ||
    byText(textOf(a.value), textOf(b.value));
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => typeof part === "bigint" ? `${part}` : part) ?? "";
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
