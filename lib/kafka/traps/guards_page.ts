import type { Trap } from "./trap.ts";
import { TRAPS } from "./traps.ts";

const INTRODUCTION = `# Guards

kafkajs 2.2.4 is the last release of a client that nobody maintains any more. Whoever writes
against it directly should know its traps; whoever writes against \`lib/\` is kept out of them. Each
has a test in \`lib/kafka/traps/\` that shows bare kafkajs fall into it and this library not, on the
embedded cluster, by the same fault. Numbers are issues and pull requests of tulios/kafkajs.

This page is made from \`lib/kafka/traps/traps.ts\` by \`deno task guards\`; a test fails when it is
stale.
`;

/** The text of docs/GUARDS.md, before it is formatted. */
export function guardsPage(): string {
  return [INTRODUCTION, ...TRAPS.map(section)].join("\n");
}

function section({ name, trap, cause, issues, guard, where, shown }: Trap, at: number): string {
  const numbers = issues.map((issue) => `#${issue}`).join(", ");
  const test = `\`lib/kafka/traps/${name}_test.ts\``;
  return [
    `## ${at + 1}. ${trap}\n`,
    `- **Cause:** ${cause}${numbers === "" ? "" : ` (${numbers})`}.`,
    `- **Here:** ${guard}.`,
    `- **Where:** ${where.map((path) => `\`lib/${path}\``).join(", ")}`,
    `- **Test:** ${test}${shown ? ", bare kafkajs beside ours" : ", ours alone"}\n`,
  ].join("\n");
}
