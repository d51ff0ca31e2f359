import { protocolPage } from "../broker/mod.ts";
import { command, EXIT } from "./command.ts";

const PAGE = "docs/PROTOCOL.md";

await command({
  name: "protocol",
  summary: "Writes docs/PROTOCOL.md from the handlers of the embedded cluster.",
  options: {},
}, async () => {
  await Deno.writeTextFile(PAGE, await protocolPage());
  const { success } = await new Deno.Command("deno", { args: ["fmt", "--quiet", PAGE] }).output();
  if (!success) return EXIT.failed;
  console.log(`${PAGE} is written`);
  return EXIT.ok;
});
