import { examine, type Finding, isHealthy, type Screen, terminalScreen } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag } from "./options.ts";

await command({
  name: "doctor",
  summary: "Says what is wrong with this machine, and what to do about it.",
  options: { json: flag("Print one line of JSON") },
  notes: ["Exit code 1 when something is missing that the workshop can't do without."],
}, async ({ options }) => {
  const findings = await examine();
  if (options.json) console.log(JSON.stringify(findings));
  else show(findings, terminalScreen());
  return isHealthy(findings) ? EXIT.ok : EXIT.failed;
});

function show(findings: readonly Finding[], screen: Screen): void {
  const { pen } = screen;
  const marks = { good: pen.green("✓"), limited: pen.yellow("!"), bad: pen.red("✗") };
  for (const { what, state, says, remedy } of findings) {
    screen.line(`${marks[state]} ${what.padEnd(17)} ${says}`);
    if (remedy !== undefined) screen.say(remedy, " ".repeat(20));
  }
  screen.line();
  screen.say(
    isHealthy(findings)
      ? "The workshop runs here; what is marked with ! only limits what you can do"
      : "The workshop can't run here yet: follow the advice at ✗",
  );
}
