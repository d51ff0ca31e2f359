/** A header as records have them. */
export interface HeaderBytes {
  /** Its name. */
  readonly name: string;
  /** Any bytes. */
  readonly value: Uint8Array | null;
}

const decoder = new TextDecoder();

/** The text of the first header of that name; `undefined` when there is none or it is null. */
export function headerText(headers: readonly HeaderBytes[], name: string): string | undefined {
  const value = headers.find((header) => header.name === name)?.value;
  return value === null || value === undefined ? undefined : decoder.decode(value);
}
