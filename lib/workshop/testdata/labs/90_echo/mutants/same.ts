// caught by: short
// says: too much
export function echo(text: string): string {
  return text;
}
