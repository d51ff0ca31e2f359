// caught by: echoes
// says: not an echo
export function echo(text: string): string {
  return `${text}!`;
}
