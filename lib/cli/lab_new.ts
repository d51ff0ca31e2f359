import { labs } from "../../labs/manifest.ts";
import { labId, terminalScreen } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { planLab } from "./lab_new/plan.ts";
import { writeLab } from "./lab_new/write_lab.ts";
import { text } from "./options.ts";

await command({
  name: "lab:new",
  summary: "Makes another lab: a small example that lab:check proves, to be replaced by yours.",
  arguments: "NN_name",
  positionals: [1, 1],
  options: {
    title: text("TEXT", "What it is about, in a few words (default: its name)"),
    misconception: text("TEXT", "What many believe and what is not so"),
  },
  notes: ["docs/AUTHORING.md leads through the rest."],
}, async ({ options, positionals }) => {
  const lab = planLab(positionals[0]!, labs, options);
  const paths = await writeLab(lab, new URL("../../", import.meta.url));
  const screen = terminalScreen();
  screen.lines(paths);
  screen.line();
  screen.say(
    `Lab ${
      labId(lab)
    } is there and runs. Prove it with deno task lab:check ${lab.number}, see it ` +
      `with deno task lab:${lab.number}, then make it yours as docs/AUTHORING.md says`,
  );
  return EXIT.ok;
});
