import { seededRandom, WorkshopError } from "../core/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { command } from "./command.ts";
import { flag, number, text } from "./options.ts";
import { compareRecovery } from "./recovery/compare.ts";
import { killRuns } from "./recovery/kill_runs.ts";

await command({
  name: "recovery",
  summary: "Kills the embedded cluster on a data folder under load and looks for every record.",
  options: {
    kills: number("How often; 0 leaves it out", { fallback: 10, min: 0, max: 100_000 }),
    seed: text("TEXT", "Decides when it is killed; made up if it is not given"),
    compare: flag("Time the recovery of a large partition beside Apache Kafka's, after kill -9"),
    megabytes: number("How large that partition is", { fallback: 1000, min: 1, max: 100_000 }),
    json: flag("Print one line of JSON"),
  },
}, async ({ options, signal }) => {
  const say = options.json ? () => {} : (line: string) => console.log(line);
  await using folder = await openRunFolder("recovery");
  const seed = options.seed ?? crypto.randomUUID();
  const kills = options.kills === 0 ? undefined : await killRuns({
    runs: options.kills,
    dataDir: `${folder.path}/killed`,
    random: seededRandom(seed),
    say,
    signal,
  }).catch((cause) => {
    throw new WorkshopError(`${cause.message} (seed ${seed})`, { code: cause.code, cause });
  });
  const comparison = options.compare
    ? await compareRecovery({
      bytes: options.megabytes * 1e6,
      dir: folder.path,
      say,
      signal,
    })
    : undefined;
  console.log(JSON.stringify({ seed, kills, comparison }));
});
