// caught by: echoes
// says: words that no message has
export function echo(_text: string): string {
  return "?";
}
