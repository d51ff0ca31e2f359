import type { Kafka } from "../../consumer/mod.ts";
import { messageOf, WorkshopError } from "../../core/mod.ts";
import { redactText } from "../../monitoring/mod.ts";
import { type EventSender, streamEvents } from "../route_stream.ts";
import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import { groupListOf, groupQueryOf, pageOf } from "./group_list.ts";
import { doMoves, movesOf, planReset, resetRequestOf, textOf } from "./group_reset.ts";
import { detailOf } from "./group_view.ts";
import type { GroupWatch } from "./group_watch.ts";

/** What the groups' page needs of the rest. */
export interface GroupsPorts {
  /** Moves and forgets offsets. */
  readonly kafka: Pick<Kafka, "admin">;
  /** What is known of the groups; whoever shows figures looks through it. */
  readonly watch: GroupWatch;
}

/** A plan has one entry a partition. */
const PLAN_BYTES = 4 * 1024 * 1024;

/**
 * The addresses of the groups' page. Names of groups can be anything and stand in the query or the
 * body, never in the path.
 */
export function groupRoutes({ kafka, watch }: GroupsPorts): readonly PageRoute[] {
  const list = async (call: RouteCall) => {
    const query = groupQueryOf(call.query);
    const report = watch.latest ?? await watch.refresh();
    return groupListOf(report, query, { book: watch, failure: watch.failure });
  };
  const detail = async (call: RouteCall) => {
    const groupId = textOf(call.query.get("group"), "group");
    const page = pageOf(call.query);
    const report = watch.latest ?? await watch.refresh();
    const group = report.groups.find((one) => one.groupId === groupId);
    if (group === undefined) throw new RequestError(404, `There is no group ${groupId}`);
    const watchedSinceMs = watch.sinceMs ?? report.atMs;
    const failure = watch.failure ?? null;
    return { ...detailOf(group, { report, book: watch, page, watchedSinceMs }), failure };
  };
  return [
    route("GET", "/api/groups", "read", async (call) => json(await list(call))),
    route("GET", "/api/groups/detail", "read", async (call) => json(await detail(call))),
    route("GET", "/events/groups", "read", (call) => live(watch, call, list)),
    route("GET", "/events/groups/detail", "read", (call) => live(watch, call, detail)),
    route("POST", "/api/groups/reset/plan", "read", async ({ body }) => {
      return json({ moves: await planReset(kafka, resetRequestOf(body)) });
    }),
    {
      ...route("POST", "/api/groups/reset", "write", async ({ body }) => {
        const moves = await doMoves(kafka, movesOf(body));
        await lookAgain(watch);
        return json({ moves });
      }),
      maxBodyBytes: PLAN_BYTES,
      audit: ({ body }) => {
        const { group, moves } = movesOf(body);
        return { group, partitions: moves.length, moves: moves.slice(0, 100) };
      },
    },
    {
      ...route("POST", "/api/groups/delete", "write", async ({ body }) => {
        const { group } = namesIn(body);
        await using admin = await kafka.admin();
        await admin.deleteGroups([group]).catch((error) =>
          throwConflict(error, "NON_EMPTY_GROUP", `Group ${group} can't be deleted`)
        );
        await lookAgain(watch);
        return json({ deleted: group });
      }),
      audit: ({ body }) => ({ group: namesIn(body).group }),
    },
    {
      ...route("POST", "/api/groups/forget", "write", async ({ body }) => {
        const { group } = namesIn(body);
        const topic = topicIn(body);
        const forgotten = await forget(kafka, group, topic);
        await lookAgain(watch);
        return json({ group, topic, forgotten });
      }),
      audit: ({ body }) => ({ group: namesIn(body).group, topic: topicIn(body) }),
    },
  ];
}

function route(
  method: PageRoute["method"],
  path: string,
  access: PageRoute["access"],
  answer: PageRoute["answer"],
): PageRoute {
  return { method, path, access, answer };
}

/** Sends what a question's answer is now, and again after each look. */
function live(
  watch: GroupWatch,
  call: RouteCall,
  answer: (call: RouteCall) => Promise<unknown>,
): Response {
  return streamEvents(call, async (sender: EventSender, signal) => {
    for (let number = 1; !signal.aborted; number++) {
      const news = watch.next(signal);
      const event = await eventOf(answer, call);
      sender.send({ ...event, id: String(number) });
      await news;
    }
  });
}

/** A group that is not there now may come back, a cluster too: the page goes on waiting. */
async function eventOf(answer: (call: RouteCall) => Promise<unknown>, call: RouteCall) {
  try {
    return { event: "update", data: await answer(call) };
  } catch (error) {
    const message = redactText(messageOf(error));
    const isGone = error instanceof RequestError && error.status === 404;
    return isGone ? { event: "gone", data: { message } } : { event: "failure", data: { message } };
  }
}

async function forget(kafka: Pick<Kafka, "admin">, group: string, topic: string): Promise<number> {
  await using admin = await kafka.admin();
  const committed = (await admin.allCommittedOffsets(group)).filter((at) => at.topic === topic);
  if (committed.length === 0) {
    throw new RequestError(404, `Group ${group} has committed nothing for topic ${topic}`);
  }
  await admin.deleteOffsets(group, committed).catch((error) => {
    const what = `Group ${group} can't forget its offsets of topic ${topic}`;
    throwConflict(error, "GROUP_SUBSCRIBED_TO_TOPIC", what);
  });
  return committed.length;
}

/** Says what to do about members, in words of which the last are Kafka's. */
function throwConflict(error: unknown, code: string, what: string): never {
  if (!(error instanceof WorkshopError) || error.code !== code) throw error;
  const reason = error.message.split(": ").at(-1);
  const message = `${what} while it has members: stop them first (Kafka says: ${reason})`;
  throw new RequestError(409, message, { cause: error });
}

/** What was changed is shown at once; that it can't be read again is told by the next look. */
async function lookAgain(watch: GroupWatch): Promise<void> {
  await watch.refresh().catch(() => {});
}

function namesIn(body: unknown): { readonly group: string } {
  return { group: textOf((body as { group?: unknown }).group, "group") };
}

function topicIn(body: unknown): string {
  return textOf((body as { topic?: unknown }).topic, "topic");
}
