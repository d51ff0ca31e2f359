import { metricsPage } from "../monitoring/mod.ts";
import { command, EXIT } from "./command.ts";

const PAGE = "docs/METRICS.md";

await command({
  name: "metrics",
  summary: "Writes docs/METRICS.md from the table of metrics.",
  options: {},
}, async () => {
  await Deno.writeTextFile(PAGE, metricsPage());
  const { success } = await new Deno.Command("deno", { args: ["fmt", "--quiet", PAGE] }).output();
  if (!success) return EXIT.failed;
  console.log(`${PAGE} is written`);
  return EXIT.ok;
});
