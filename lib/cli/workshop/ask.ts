import { type Asker, choiceOf, type Screen, showQuestion } from "../../workshop/mod.ts";

/** Asks at the terminal; an empty line, or one that names no choice, is no prediction. */
export function terminalAsker(screen: Screen): Asker {
  return async (question) => {
    showQuestion(screen, question);
    await Deno.stdout.write(new TextEncoder().encode("What do you expect? (Enter: no idea) "));
    return choiceOf(await readLine(), question.choices);
  };
}

async function readLine(): Promise<string> {
  const bytes = new Uint8Array(1024);
  const size = await Deno.stdin.read(bytes);
  return size === null ? "" : new TextDecoder().decode(bytes.subarray(0, size));
}
