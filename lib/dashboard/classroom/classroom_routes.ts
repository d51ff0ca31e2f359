import { streamEvents } from "../route_stream.ts";
import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import type { CellChange } from "./class_board.ts";
import type { Classroom } from "./classroom.ts";

/** What the page is told of where reports go. */
export interface ClassroomFacts {
  /** What learners give to `verify --report`; `null` when no classroom is open. */
  readonly urls: readonly string[] | null;
  readonly maxLearners: number;
}

/** How long changes gather before a page hears of them, in milliseconds. */
const GATHER_MS = 150;

/** What the page of the classroom asks for; `undefined` stands for one that isn't open. */
export function classroomRoutes(classroom: Classroom | undefined): readonly PageRoute[] {
  const facts: ClassroomFacts = {
    urls: classroom?.urls ?? null,
    maxLearners: classroom?.maxLearners ?? 0,
  };
  return [
    { method: "GET", path: "/api/classroom", access: "read", answer: () => json(facts) },
    {
      method: "GET",
      path: "/api/classroom/events",
      access: "read",
      answer: (call) => follow(call, opened(classroom)),
    },
    {
      method: "DELETE",
      path: "/api/classroom/learners/:name",
      access: "write",
      answer: async ({ params }) => {
        const removed = await opened(classroom).remove(params.name!);
        if (removed > 0) return json({ removed });
        throw new RequestError(404, `Nobody called "${params.name}" is on the board`);
      },
    },
  ];
}

function opened(classroom: Classroom | undefined): Classroom {
  if (classroom !== undefined) return classroom;
  throw new RequestError(404, "No classroom is open: deno task dashboard --classroom ADDRESS");
}

/** The whole board first, then what changes, several changes together. */
function follow(call: RouteCall, classroom: Classroom): Response {
  return streamEvents(call, async (sender, signal) => {
    let waiting: CellChange[] = [];
    let dropped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      // who missed a change is shown the whole board again
      const sent = dropped
        ? sender.send({ event: "board", data: classroom.view() })
        : sender.send({ event: "changes", data: waiting });
      dropped = !sent;
      waiting = [];
    };
    const leave = classroom.onChange((change) => {
      waiting.push(change);
      timer ??= setTimeout(tell, GATHER_MS);
    });
    sender.send({ event: "board", data: classroom.view() });
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    leave();
    clearTimeout(timer);
  });
}
