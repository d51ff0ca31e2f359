import type { BoardCell, BoardLab, BoardLearner, CellChange } from "../../classroom/class_board.ts";
import type { ClassroomView } from "../../classroom/classroom.ts";
import type { StreamEvent } from "../use_stream.ts";

/** What the page of the classroom knows. */
export interface BoardState {
  readonly labs: readonly BoardLab[];
  readonly learners: readonly BoardLearner[];
  /** The last that came. */
  readonly last: LastChange | null;
  readonly failure: string | null;
}

/** What came last, and from whom. */
export interface LastChange {
  readonly name: string;
  readonly lab: string;
  readonly cell: BoardCell;
}

/** Before anything came. */
export const FIRST_BOARD_STATE: BoardState = {
  labs: [],
  learners: [],
  last: null,
  failure: null,
};

/** The names of the events that it follows. */
export const BOARD_EVENTS = ["board", "changes", "failure"] as const;

/** The state after an event of the server. */
export function nextBoardState(state: BoardState, { type, data }: StreamEvent): BoardState {
  switch (type) {
    case "board": {
      const { labs, learners, failure } = data as ClassroomView;
      return { labs, learners, last: newest(learners), failure };
    }
    case "changes":
      return (data as readonly CellChange[]).reduce(changed, state);
    case "failure":
      return { ...state, failure: (data as { readonly message: string }).message };
    default:
      return state;
  }
}

function changed(state: BoardState, { name, lab, cell }: CellChange): BoardState {
  const known = state.learners.find((learner) => learner.name === name);
  const results: Record<string, BoardCell> = { ...known?.results };
  if (cell === null) delete results[lab];
  else results[lab] = cell;
  const others = state.learners.filter((learner) => learner.name !== name);
  const learners = Object.keys(results).length === 0
    ? others
    : [...others, { name, results }].sort((a, b) => a.name.localeCompare(b.name));
  const last = cell === null ? newest(learners) : { name, lab, cell };
  return { ...state, learners, last };
}

function newest(learners: readonly BoardLearner[]): LastChange | null {
  let last: LastChange | null = null;
  for (const { name, results } of learners) {
    for (const [lab, cell] of Object.entries(results)) {
      if (last === null || cell.atMs > last.cell.atMs) last = { name, lab, cell };
    }
  }
  return last;
}

/** How many learners have which verdict in a lab. */
export function labCounts(
  learners: readonly BoardLearner[],
  lab: string,
): Readonly<Record<BoardCell["verdict"], number>> {
  const counts = { pass: 0, fail: 0, inconclusive: 0 };
  for (const { results } of learners) {
    const cell = results[lab];
    if (cell !== undefined) counts[cell.verdict] += 1;
  }
  return counts;
}

/** How many labs a learner has passed. */
export function passedOf({ results }: BoardLearner): number {
  return Object.values(results).filter(({ verdict }) => verdict === "pass").length;
}
