const MAX_ITEMS = 100;
const MAX_BYTES = 512 * 1024;

/** Gathers what comes in batches that are small enough for one transaction. */
export async function* batches<T>(
  items: AsyncIterable<T>,
  bytesOf: (item: T) => number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length === MAX_ITEMS || bytes + size > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
