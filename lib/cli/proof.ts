import { ConfigError, messageOf, WorkshopError } from "../core/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag } from "./options.ts";
import { proofPage } from "./proof/page.ts";
import type { Proof, ProofContext, ProofResult } from "./proof/proof.ts";
import { PROOFS } from "./proof/proofs.ts";

const KEPT = "docs/proof.json";
const PAGE = "docs/PROOF.md";

await command({
  name: "proof",
  summary: "Shows what takes too long for every change, and writes docs/PROOF.md.",
  arguments: "[NAME…]",
  positionals: [0, PROOFS.length],
  options: { again: flag("Run them also where this commit has its result") },
  notes: PROOFS.map(({ name, claim, minutes }) => `  ${name}: ${claim} (${minutes} min)`),
}, async ({ options, positionals, signal }) => {
  const wanted = positionals.length === 0 ? PROOFS : positionals.map(proofNamed);
  const results = await keptResults();
  const commit = await currentCommit();
  let allHold = true;
  for (const proof of wanted) {
    const known = results.get(proof.name);
    if (!options.again && known?.holds && known.commit === commit) {
      console.log(`${proof.name}: holds, measured on this commit`);
      continue;
    }
    console.log(`${proof.name}: ${proof.claim} (about ${proof.minutes} minutes)`);
    const result = await prove(proof, { commit, signal });
    results.set(proof.name, result);
    allHold &&= result.holds;
    await keep(results);
    console.log(`${proof.name}: ${result.holds ? "holds" : `does not hold: ${result.problem}`}`);
  }
  return allHold ? EXIT.ok : EXIT.failed;
});

async function prove(
  proof: Proof,
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<ProofResult> {
  const begunMs = performance.now();
  const context: ProofContext = {
    signal,
    say: (line) => console.log(`  ${line}`),
    task: (name, ...args) => runTask([name, ...args], signal),
    begin: async (sign, ...args) => {
      const seen = Promise.withResolvers<void>();
      const output = runTask(args, signal, (line) => line.includes(sign) && seen.resolve());
      await Promise.race([seen.promise, output]);
      return { output };
    },
  };
  let problem: string | undefined;
  const figures = await proof.run(context).catch((error) => {
    signal.throwIfAborted();
    problem = messageOf(error);
    return [];
  });
  return {
    name: proof.name,
    holds: problem === undefined,
    figures,
    problem,
    commit,
    machine: `${navigator.hardwareConcurrency} cores, ${Deno.build.target}`,
    at: new Date().toISOString(),
    minutes: Math.round((performance.now() - begunMs) / 6000) / 10,
  };
}

async function runTask(
  args: readonly string[],
  signal: AbortSignal,
  onError: (line: string) => void = () => {},
): Promise<string> {
  await using child = new Deno.Command("deno", {
    args: ["task", "--quiet", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const [{ code }, stdout] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    passOn(child.stderr, onError),
  ]);
  if (code === 0) return stdout;
  throw new WorkshopError(
    `deno task ${args.join(" ")} ended with code ${code}: ${stdout.slice(-500)}`,
    {
      code: "TASK_FAILED",
    },
  );
}

async function passOn(
  errors: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of errors.pipeThrough(new TextDecoderStream())) {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
}

function proofNamed(name: string): Proof {
  const found = PROOFS.find((proof) => proof.name === name);
  if (found !== undefined) return found;
  throw new ConfigError(
    `There is no proof ${name}: use ${PROOFS.map((proof) => proof.name).join(", ")}`,
  );
}

async function keptResults(): Promise<Map<string, ProofResult>> {
  const text = await Deno.readTextFile(KEPT).catch(() => "[]");
  const results: ProofResult[] = JSON.parse(text);
  return new Map(results.map((result) => [result.name, result]));
}

async function keep(results: ReadonlyMap<string, ProofResult>): Promise<void> {
  await Deno.writeTextFile(KEPT, `${JSON.stringify([...results.values()], null, 2)}\n`);
  await Deno.writeTextFile(PAGE, proofPage(PROOFS, results));
}

async function currentCommit(): Promise<string> {
  const git = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("git", { args }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const changed = await git("status", "--porcelain", "--untracked-files=no", "--", "lib", "labs");
  return `${await git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : "+"}`;
}
