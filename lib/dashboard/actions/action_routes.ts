import { json, type PageRoute, RequestError } from "../routing.ts";

/** Where the pages tell what is done on them. */
export const ACTIONS_PATH = "/api/actions";

/** What was done on a page: the page's path and the control's name, and none of what they showed. */
export interface ActionTold {
  /** What was done. */
  readonly kind: "click" | "page_view";
  /** A page's path: `/topics`; for a click with the control: `/topics#button`. */
  readonly page: string;
  /** A UUID: one visit of one browser. */
  readonly session: string;
  /** When the server heard of it, in milliseconds since 1970. */
  readonly timeMs: number;
}

const PAGE = /^\/[a-z-]{0,32}$/;
const CONTROL = /^[a-z][a-z\d-]{0,31}$/;
const SESSION = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const MAX_BODY_BYTES = 512;

/**
 * The route that hears of actions, where somebody wants them; only then do the pages tell any. What
 * they send is held against narrow forms: no name of a topic, no text and no key fits them.
 *
 * @param hear gets each action; `false` when it can't take more for now
 */
export function actionRoutes(hear: (action: ActionTold) => boolean): readonly PageRoute[] {
  return [{
    method: "POST",
    path: ACTIONS_PATH,
    access: "read",
    maxBodyBytes: MAX_BODY_BYTES,
    answer: ({ body }) => json({ taken: hear(actionOf(body as Record<string, unknown>)) }, 202),
  }];
}

function actionOf({ page, control, session }: Record<string, unknown>): ActionTold {
  const isClick = control !== undefined;
  if (!fits(page, PAGE) || !fits(session, SESSION) || (isClick && !fits(control, CONTROL))) {
    throw new RequestError(400, "An action is a page's path, a control's name and a visit's UUID");
  }
  return {
    kind: isClick ? "click" : "page_view",
    page: isClick ? `${page}#${control}` : page,
    session,
    timeMs: Date.now(),
  };
}

function fits(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}
