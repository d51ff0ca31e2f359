import { guardsPage } from "../kafka/mod.ts";
import { command, EXIT } from "./command.ts";

const PAGE = "docs/GUARDS.md";

await command({
  name: "guards",
  summary: "Writes docs/GUARDS.md from the table of kafkajs's traps.",
  options: {},
}, async () => {
  await Deno.writeTextFile(PAGE, guardsPage());
  const { success } = await new Deno.Command("deno", { args: ["fmt", "--quiet", PAGE] }).output();
  if (!success) return EXIT.failed;
  console.log(`${PAGE} is written`);
  return EXIT.ok;
});
