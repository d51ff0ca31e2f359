import { wrap } from "../../workshop/mod.ts";
import type { Proof, ProofResult } from "./proof.ts";

/** As the formatter breaks lines. */
const WIDTH = 100;

/** The page of what was measured, made anew from the kept results. */
export function proofPage(
  proofs: readonly Proof[],
  results: ReadonlyMap<string, ProofResult>,
): string {
  return [
    "# Proof",
    "",
    "What takes too long to be shown at every change, as it was last measured. `deno task proof` runs",
    "what is missing or was measured on another commit; `deno task proof NAME` runs one.",
    ...proofs.flatMap((proof) => section(proof, results.get(proof.name))),
    "",
  ].join("\n");
}

function section({ name, claim, minutes }: Proof, result: ProofResult | undefined): string[] {
  const head = ["", `## ${name}`, "", ...wrap(`${claim}.`, WIDTH), ""];
  if (result === undefined) return [...head, `Not measured yet (about ${minutes} minutes).`];
  const facts = result.figures.map(({ what, value }) => what === "" ? value : `${what}: ${value}`);
  return [
    ...head,
    ...wrap(result.holds ? "It holds." : `**It does not hold:** ${result.problem}`, WIDTH),
    "",
    "```text",
    ...facts,
    "```",
    "",
    `Commit ${result.commit}, ${result.at}, ${result.minutes} minutes, ${result.machine}.`,
  ];
}
