export function echo(_text: string): string {
  // The blank.
  return "";
}
