/** Whatever the learner's code gave, in few words. */
export function shown(value: unknown): string {
  const text = Deno.inspect(value, { depth: 1, breakLength: Infinity });
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
