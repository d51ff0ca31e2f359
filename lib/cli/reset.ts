import { labs } from "../../labs/manifest.ts";
import { findLab, LabFiles, shortPath, terminalScreen } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag } from "./options.ts";

await command({
  name: "reset",
  summary: "Puts a task back to what it began as; what you wrote in it is lost.",
  arguments: "NN",
  positionals: [1, 1],
  options: { yes: flag("Don't ask") },
}, async ({ options, positionals }) => {
  const screen = terminalScreen();
  const files = new LabFiles(findLab(labs, positionals[0]!));
  const name = shortPath(files.task);
  const asks = !options.yes && Deno.stdin.isTerminal();
  if (asks && !confirm(`Put ${name} back, and lose what you wrote?`)) {
    screen.line("Nothing was changed");
    return EXIT.ok;
  }
  await files.reset();
  screen.line(`${name} is what it began as`);
});
