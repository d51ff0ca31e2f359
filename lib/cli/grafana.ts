import { command, EXIT } from "./command.ts";
import { boardFiles, FOLDER } from "./grafana/boards.ts";

await command({
  name: "grafana",
  summary: "Writes the dashboards of deploy/grafana from the panels in lib/cli/grafana.",
  options: {},
}, async () => {
  for (const [file, text] of boardFiles()) {
    await Deno.writeTextFile(`${FOLDER}/${file}`, text);
    console.log(`${FOLDER}/${file} is written`);
  }
  return EXIT.ok;
});
