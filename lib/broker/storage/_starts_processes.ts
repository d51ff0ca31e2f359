/**
 * A Worker that starts forty processes, one after the other, and says when it has.
 *
 * @module
 */

const deno = new Deno.Command("deno", { args: ["--version"], stdout: "null" });
for (let process = 0; process < 40; process++) await deno.output();
(globalThis as unknown as { postMessage(message: string): void }).postMessage("started");
