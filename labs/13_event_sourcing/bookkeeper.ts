import type { CheckContext, Subject } from "../../lib/workshop/mod.ts";
import type { Account, AccountEvent } from "./stub.ts";

/** What came of folding a history: the state, or what was thrown on the way. */
export type Folded = { readonly state: unknown } | { readonly thrown: string };

/** A history to be folded, and the state that it begins with. */
export interface ToFold {
  readonly from?: unknown;
  readonly events: readonly AccountEvent[];
}

/** Folds histories with the learner's function, all side by side, in one process. */
export async function foldAll(subject: Subject, histories: readonly ToFold[]): Promise<Folded[]> {
  const folded: Folded[] = histories.map(({ from }) => ({ state: from }));
  const longest = Math.max(0, ...histories.map(({ events }) => events.length));
  for (let step = 0; step < longest; step++) {
    const going = [...histories.keys()].filter((at) =>
      step < histories[at]!.events.length && "state" in folded[at]!
    );
    const calls = going.map((at) => [stateOf(folded[at]!), histories[at]!.events[step]]);
    const outcomes = await subject.outcomes("fold", calls);
    for (const [place, at] of going.entries()) {
      const outcome = outcomes[place]!;
      folded[at] = outcome.outcome === "returned"
        ? { state: outcome.value }
        : { thrown: outcome.error.message };
    }
  }
  return folded;
}

/** The state that a fold came to; undefined where it threw. */
export function stateOf(folded: Folded): unknown {
  return "state" in folded ? folded.state : undefined;
}

/** What the learner's own replay came to, if that is an account of the right version, else what is right. */
export function ownOr(right: Account, replayed: Folded): Account {
  const own = stateOf(replayed) as Partial<Account> | null | undefined;
  return own?.version === right.version ? { ...right, ...own } : right;
}

/** Folds in a process of its own, which remembers nothing. */
export async function foldAnew(
  context: CheckContext,
  histories: readonly ToFold[],
): Promise<Folded[]> {
  await using subject = await context.subject();
  return await foldAll(subject, histories);
}
