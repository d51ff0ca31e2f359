import { systemClock, waitFor } from "../../core/mod.ts";
import type { GroupView } from "../../dashboard/mod.ts";
import { table } from "../../workshop/draw/mod.ts";
import type { ConsumerCrew } from "./consumer_crew.ts";
import type { ConsumerOrder } from "./worker_messages.ts";

/** A group before or after one of its members came, went or crashed. */
export interface GroupPicture {
  /** What has happened. */
  readonly what: string;
  /** Each member's partitions, by its name. */
  readonly assignment: Readonly<Record<string, readonly string[]>>;
  /** Unread records. */
  readonly lag: string;
  /** How long the group took to settle, in milliseconds. */
  readonly settledAfterMs: number;
}

/** What members of a group are moved with. */
export interface MoveOptions {
  readonly crew: ConsumerCrew;
  /** Those that are in the group from the start. */
  readonly orders: readonly ConsumerOrder[];
  /** Looks at the group now. */
  readonly look: () => Promise<GroupView | undefined>;
  /** Told each picture as it is taken. */
  readonly show: (picture: GroupPicture) => void;
  /** Time between two moves, in milliseconds. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

const SETTLE_TIMEOUT_MS = 30_000;

/**
 * Lets members of a group come, go and crash, one thing after the other, and takes a picture of the
 * group whenever it has settled; ends with the signal.
 */
export async function moveMembers(options: MoveOptions): Promise<void> {
  const { crew, orders, everyMs, signal } = options;
  const [first] = orders;
  if (first === undefined) return;
  const extra = { ...first, ...named(first, "one-more") };
  const moves: readonly (readonly [what: string, members: number, move: () => Promise<void>])[] = [
    ["A member has joined", orders.length + 1, () => crew.add(extra)],
    ["The same member has left", orders.length, () => crew.remove(extra.name)],
    ["A member has crashed and is back", orders.length, () => crew.crash(first.name)],
  ];
  const beginMs = performance.now();
  let members = await picture(options, { what: "At the start", size: orders.length, beginMs });
  while (!signal.aborted) {
    for (const [what, size, move] of moves) {
      await systemClock.sleep(everyMs, signal).catch(() => {});
      if (signal.aborted) return;
      const beginMs = performance.now();
      await move();
      members = await picture(options, { what, size, beginMs, before: members });
    }
  }
}

/** A picture of the group on a table of at most 80 columns. */
export function pictureLines(picture: GroupPicture): string[] {
  const { what, assignment, lag, settledAfterMs } = picture;
  const rows = Object.entries(assignment).map(([member, partitions]) => [
    member,
    partitions.length,
    byTopic(partitions),
  ]);
  return [
    `${what}: settled after ${(settledAfterMs / 1000).toFixed(1)} s, lag ${lag}`,
    ...table(
      [
        { title: "member", shrinks: true },
        { title: "partitions", align: "right" },
        { title: "which", shrinks: true },
      ],
      rows,
      80,
    ),
  ];
}

/** `orders/0,2 users/1`: a topic's name once. */
function byTopic(partitions: readonly string[]): string {
  const topics = Map.groupBy(partitions, (place) => place.slice(0, place.lastIndexOf("/")));
  return [...topics].map(([topic, places]) => {
    const numbers = places.map((place) => place.slice(place.lastIndexOf("/") + 1));
    return `${topic}/${numbers.join(",")}`;
  }).join(" ");
}

function named(order: ConsumerOrder, suffix: string): Pick<ConsumerOrder, "name" | "connection"> {
  const name = `${order.name.replace(/-\d+$/, "")}-${suffix}`;
  return { name, connection: { ...order.connection, clientId: name } };
}

/**
 * Waits until the group is as large as it should be, of other members than before, and every
 * partition has a reader; gives its members' ids.
 */
async function picture(
  { look, show, signal }: MoveOptions,
  { what, size, beginMs, before }: {
    readonly what: string;
    readonly size: number;
    readonly beginMs: number;
    readonly before?: ReadonlySet<string>;
  },
): Promise<ReadonlySet<string>> {
  let seen: GroupView | undefined;
  const ids = () => new Set(seen?.members.map(({ memberId }) => memberId));
  const settled = async () => {
    seen = await look();
    return seen?.state === "Stable" && seen.members.length === size &&
      (before === undefined || before.symmetricDifference(ids()).size > 0) &&
      seen.members.flatMap(({ assignment }) => assignment).length >= seen.partitions.length;
  };
  const isSettled = await waitFor(() => settled().catch(() => false), {
    what: "the group to settle",
    timeoutMs: SETTLE_TIMEOUT_MS,
    intervalMs: 200,
    signal,
  }).then(() => true, () => false);
  if (!isSettled || seen === undefined) return ids();
  const assignment = seen.members
    .map(({ clientId, assignment }) =>
      [clientId, assignment.map(({ topic, partition }) => `${topic}/${partition}`).sort()] as const
    )
    .sort(([a], [b]) => a.localeCompare(b));
  const settledAfterMs = Math.round(performance.now() - beginMs);
  show({ what, assignment: Object.fromEntries(assignment), lag: seen.totalLag, settledAfterMs });
  return ids();
}
