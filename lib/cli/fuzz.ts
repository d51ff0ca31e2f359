import { fuzz } from "../broker/mod.ts";
import { freshSeed } from "../core/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag, number, text } from "./options.ts";

/** What a million frames may add to the memory that a tenth of them took, in megabytes. */
const MAY_GROW_MB = 150;

await command({
  name: "fuzz",
  summary: "Sends malformed frames to an embedded cluster, and looks whether it goes on serving.",
  options: {
    frames: number("How many frames", { fallback: 100_000, min: 1 }),
    seed: text("SEED", "Repeat the run of this seed"),
    json: flag("Print one line of JSON"),
  },
  notes: ["Exit code 1 when it did not: the seed is printed."],
}, async ({ options, signal }) => {
  const { frames, seed = freshSeed() } = options;
  const report = await fuzz({
    frames,
    seed,
    signal,
    ...(options.json ? {} : { onProgress: (sent) => console.log(`${sent} of ${frames} frames`) }),
  }).catch((error) => {
    console.error(`Seed ${seed}:`);
    throw error;
  });
  const { connections, rssMb, unforeseen } = report;
  const grownMb = rssMb.last - rssMb.early;
  const holds = unforeseen.length === 0 && grownMb <= MAY_GROW_MB;
  if (options.json) console.log(JSON.stringify({ seed, ...report }));
  else {
    console.log(
      `Seed ${seed}: ${report.frames} frames; connections answered to the end ` +
        `${connections.answered}, closed ${connections.closed}, left waiting ${connections.waiting}`,
    );
    console.log(
      `Beside them ${report.roundTrips} records were written and read, the slowest in ` +
        `${report.slowestRoundTripMs} ms; memory ${rssMb.early} MB at a tenth, ${rssMb.last} MB last`,
    );
  }
  if (!holds) {
    console.error(`Seed ${seed}: memory grew by ${grownMb} MB; unforeseen errors:`);
    for (const message of new Set(unforeseen)) console.error(`  ${message}`);
  }
  return holds ? EXIT.ok : EXIT.failed;
});
