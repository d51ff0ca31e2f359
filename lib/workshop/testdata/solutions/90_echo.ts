export function echo(text: string): string {
  return text;
}
