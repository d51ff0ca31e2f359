/** Where a search goes on: per partition the next offset to read, or the one before which to read. */
export interface Cursor {
  readonly newestFirst: boolean;
  readonly offsets: ReadonlyMap<number, bigint>;
}

const SHAPE = /^(after|before)(?:\.\d{1,9}-\d{1,19}){1,1000}$/;

/** A cursor as text: `after.0-120.1-7`. */
export function printCursor({ newestFirst, offsets }: Cursor): string {
  const places = [...offsets].map(([partition, offset]) => `.${partition}-${offset}`);
  return (newestFirst ? "before" : "after") + places.join("");
}

/** Reads a cursor back, `undefined` when it is none. */
export function parseCursor(text: string): Cursor | undefined {
  if (!SHAPE.test(text)) return undefined;
  const [direction, ...places] = text.split(".");
  const offsets = new Map(places.map((place): [number, bigint] => {
    const [partition, offset] = place.split("-");
    return [Number(partition), BigInt(offset!)];
  }));
  return { newestFirst: direction === "before", offsets };
}
