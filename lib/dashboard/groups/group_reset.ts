import {
  type Kafka,
  type MovedOffset,
  resetOffsets,
  type ResetTarget,
} from "../../consumer/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { RequestError } from "../routing.ts";

/** A move as the page shows it, and as it sends it back to be done. */
export interface MoveView {
  /** The topic's name. */
  readonly topic: string;
  /** The partition's number. */
  readonly partition: number;
  /** What the group has committed; `null` for nothing. */
  readonly from: string | null;
  /** The next offset that it will read. */
  readonly to: string;
}

/** What to plan. */
export interface ResetRequest {
  readonly group: string;
  readonly topics: readonly string[];
  /** Only these partitions of the one topic; `undefined` for all. */
  readonly partitions: readonly number[] | undefined;
  readonly target: ResetTarget;
}

const MAX_MOVES = 20_000;
const MAX_OFFSET = 2n ** 63n - 1n;

type Body = Readonly<Record<string, unknown>>;

/** The plan that a body asks for. @throws {RequestError} that names the field */
export function resetRequestOf(body: unknown): ResetRequest {
  const { group, topics, partitions, to, value } = body as Body;
  const named = listOf(topics, (one) => textOf(one, "topics"), "topics");
  if (named.length === 0) throw new RequestError(400, "Say which topics: none is named");
  const numbers = partitions === undefined
    ? undefined
    : listOf(partitions, (one) => partitionOf(one), "partitions");
  if (numbers !== undefined && named.length > 1) {
    throw new RequestError(400, "Partitions can be named for one topic only");
  }
  return {
    group: textOf(group, "group"),
    topics: [...new Set(named)],
    partitions: numbers,
    target: targetOf(to, value),
  };
}

/** Tells what a reset would move. @throws {WorkshopError} code `GROUP_IN_USE`, `NOTHING_COMMITTED` */
export async function planReset(
  kafka: Pick<Kafka, "admin">,
  { group, topics, partitions, target: to }: ResetRequest,
): Promise<readonly MoveView[]> {
  const places = partitions?.map((partition) => ({ topic: topics[0]!, partition }));
  const moved = await resetOffsets(kafka, group, {
    topics,
    ...(places === undefined ? {} : { partitions: places }),
    to,
    dryRun: true,
  }).catch(conflictOf);
  const missing = partitions?.find((partition) => !moved.some((at) => at.partition === partition));
  if (missing === undefined) return moved.map(viewOf);
  throw new RequestError(422, `${topics[0]} has no partition ${missing}`);
}

/** The group and the moves that a body asks for. @throws {RequestError} that names the field */
export function movesOf(body: unknown): { group: string; moves: readonly MoveView[] } {
  const { group, moves } = body as Body;
  const all = listOf(moves, (move): MoveView => {
    const { topic, partition, from, to } = (move ?? {}) as Body;
    return {
      topic: textOf(topic, "topic"),
      partition: partitionOf(partition),
      from: from === null ? null : String(offsetOf(from)),
      to: String(offsetOf(to)),
    };
  }, "moves");
  if (all.length === 0) throw new RequestError(400, "There is nothing to move: plan it first");
  return { group: textOf(group, "group"), moves: all };
}

/**
 * Moves exactly what was planned, unless the group has committed something else meanwhile.
 *
 * @throws {RequestError} 409 when it has members, or is no longer where the plan found it
 */
export async function doMoves(
  kafka: Pick<Kafka, "admin">,
  { group, moves }: { readonly group: string; readonly moves: readonly MoveView[] },
): Promise<readonly MoveView[]> {
  const topics = [...new Set(moves.map(({ topic }) => topic))];
  const offsets = moves.map(({ topic, partition, to }) => ({
    topic,
    partition,
    offset: BigInt(to),
  }));
  const options = { topics, partitions: offsets, to: { offsets } };
  const now = await resetOffsets(kafka, group, { ...options, dryRun: true }).catch(conflictOf);
  for (const { topic, partition, from } of moves) {
    const at = now.find((one) => one.topic === topic && one.partition === partition);
    if (at !== undefined && (at.from?.toString() ?? null) === from) continue;
    throw new RequestError(
      409,
      `Group ${group} is no longer at offset ${from ?? "none"} of ${topic}/${partition}: ` +
        "look again what would be moved",
    );
  }
  return (await resetOffsets(kafka, group, options).catch(conflictOf)).map(viewOf);
}

function viewOf({ topic, partition, from, to }: MovedOffset): MoveView {
  return { topic, partition, from: from?.toString() ?? null, to: String(to) };
}

function conflictOf(error: unknown): never {
  if (!(error instanceof WorkshopError) || error.code !== "GROUP_IN_USE") throw error;
  throw new RequestError(409, error.message, { cause: error });
}

function targetOf(to: unknown, value: unknown): ResetTarget {
  switch (to) {
    case "earliest":
    case "latest":
      return to;
    case "offset":
      return { offset: offsetOf(value) };
    case "shift":
      return { shiftBy: wholeOf(value, /^[+-]?\d{1,19}$/, "a whole number such as -100") };
    case "time":
      return { timestampMs: Number(wholeOf(value, /^\d{1,15}$/, "milliseconds since 1970")) };
    default:
      throw new RequestError(400, "Say where to: earliest, latest, offset, time or shift");
  }
}

function offsetOf(value: unknown): bigint {
  const offset = wholeOf(value, /^\d{1,19}$/, "an offset from 0");
  if (offset <= MAX_OFFSET) return offset;
  throw new RequestError(400, `An offset is at most ${MAX_OFFSET}`);
}

function wholeOf(value: unknown, form: RegExp, what: string): bigint {
  if (typeof value === "string" && form.test(value)) return BigInt(value.replace("+", ""));
  throw new RequestError(400, `This is not ${what}: ${shown(value)}`);
}

function partitionOf(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31) {
    return Number(value);
  }
  throw new RequestError(400, `This is no partition's number: ${shown(value)}`);
}

/** A text of a body, not empty. @throws {RequestError} that names the field */
export function textOf(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "" && value.length <= 1000) return value;
  throw new RequestError(
    400,
    `The field "${name}" is missing, or is no text of up to 1000 letters`,
  );
}

function listOf<T>(value: unknown, each: (one: unknown) => T, name: string): readonly T[] {
  if (Array.isArray(value) && value.length <= MAX_MOVES) return value.map(each);
  throw new RequestError(400, `The field "${name}" is no list of up to ${MAX_MOVES}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
