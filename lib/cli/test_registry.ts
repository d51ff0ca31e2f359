import { APICURIO_VERSION, registryPage } from "../registry/comparison/mod.ts";
import { Apicurio } from "../workshop/apicurio/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag, number, text } from "./options.ts";

const SUITE = "lib/registry/comparison/comparison_suite.ts";
const PAGE = "docs/REGISTRY.md";

await command({
  name: "test:registry",
  summary: "Compares the schema registry with Apicurio's: requests, and random verdicts.",
  options: {
    pairs: number("How many random chains of schemas both judge", { fallback: 300, min: 1 }),
    seed: text("TEXT", "Replays the chains of this seed"),
    write: flag(`Only write ${PAGE}, from the list and the known differences`),
  },
  notes: [
    `Apicurio ${APICURIO_VERSION} is fetched into .runs by Maven, 160 MB, once; it takes Java 21,`,
    "which comes by pip where the machine's is older.",
  ],
}, async ({ options, signal }) => {
  if (options.write) return await writePage();
  await using apicurio = await Apicurio.start({ version: APICURIO_VERSION, signal });
  console.log(`Comparison with Apicurio ${APICURIO_VERSION} at ${apicurio.url}`);
  const seed = options.seed ?? crypto.randomUUID().slice(0, 8);
  const child = new Deno.Command("deno", {
    args: [
      ...["test", "--no-check", "--frozen", "--no-prompt", "--ignore-env", "--allow-read"],
      ...["--allow-sys", "--allow-net=127.0.0.1,localhost", SUITE],
      ...["--", `--apicurio=${apicurio.url}`, `--pairs=${options.pairs}`, `--seed=${seed}`],
    ],
    signal,
  }).spawn();
  const { success } = await child.status;
  signal.throwIfAborted();
  return success ? EXIT.ok : EXIT.failed;
});

async function writePage() {
  await Deno.writeTextFile(PAGE, registryPage());
  const { success } = await new Deno.Command("deno", { args: ["fmt", "--quiet", PAGE] }).output();
  if (!success) return EXIT.failed;
  console.log(`${PAGE} is written`);
  return EXIT.ok;
}
