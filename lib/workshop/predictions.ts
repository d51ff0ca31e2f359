import type { Screen } from "./draw/mod.ts";

/** A question that is asked before the result is shown. */
export interface Question {
  /** Unique in its lab. */
  readonly id: string;
  /** The question, as a sentence. */
  readonly question: string;
  /** Two to five answers, from which one is picked. */
  readonly choices: readonly string[];
}

/** What was believed and what was seen; never graded. */
export interface Prediction {
  /** The question's id. */
  readonly id: string;
  /** The question, as it was asked. */
  readonly question: string;
  /** The answer that was picked; `undefined` when nobody was asked. */
  readonly predicted?: string;
  /** What the experiment showed. */
  readonly seen?: string;
}

/** Asks a person; gives the number of the picked choice, or `undefined` for none. */
export type Asker = (question: Question) => Promise<number | undefined>;

/** Shows a question with its choices. */
export function showQuestion(screen: Screen, { question, choices }: Question): void {
  screen.line();
  screen.say(screen.pen.cyan(question));
  for (const [at, choice] of choices.entries()) screen.say(`${letterOf(at)}) ${choice}`, "  ");
}

/** Asks nobody, not at a terminal or with `--no-predict`; who reads along can still think of it. */
export function askNobody(screen: Screen): Asker {
  return (question): Promise<undefined> => {
    showQuestion(screen, question);
    return Promise.resolve(undefined);
  };
}

/** The choice that a typed line means: its letter, its number from 1 on, or nothing. */
export function choiceOf(line: string, choices: readonly string[]): number | undefined {
  const typed = line.trim().toLowerCase();
  if (!/^[a-z1-9]$/.test(typed)) return undefined;
  const at = /\d/.test(typed) ? Number(typed) - 1 : typed.charCodeAt(0) - 97;
  return at < choices.length ? at : undefined;
}

/** The letter of a choice: `a`, `b`, … */
export function letterOf(at: number): string {
  return String.fromCharCode(97 + at);
}

/** The newest prediction for each question, in the order in which they were first asked. */
export function withPrediction(
  before: readonly Prediction[],
  next: Prediction,
): readonly Prediction[] {
  const at = before.findIndex((prediction) => prediction.id === next.id);
  return at === -1 ? [...before, next] : before.with(at, next);
}
