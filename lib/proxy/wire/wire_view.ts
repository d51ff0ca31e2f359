import { messageOf } from "../../core/mod.ts";
import type { ApiName, KafkaErrorName } from "../../protocol/mod.ts";
import type { TrafficFrame } from "../traffic.ts";
import { figuresOf } from "./figures.ts";
import { errorsIn } from "./frame_errors.ts";

/** A frame with its body, read once; what can't be read says why. */
export interface ReadFrame {
  /** The frame. */
  readonly frame: TrafficFrame;
  /** Its body; undefined when it can't be read. */
  readonly body: unknown;
  /** Why it can't be read. */
  readonly unreadable: string | undefined;
  /** Errors that its body names. */
  readonly errors: readonly KafkaErrorName[];
}

/** Reads a frame. */
export function readFrame(frame: TrafficFrame): ReadFrame {
  try {
    const body = frame.decode();
    if (body !== undefined) return { frame, body, unreadable: undefined, errors: errorsIn(body) };
    const what = frame.apiKey === undefined ? "this key" : "this version";
    return { frame, body, unreadable: `${what} is not in the tables`, errors: [] };
  } catch (error) {
    return { frame, body: undefined, unreadable: `malformed: ${messageOf(error)}`, errors: [] };
  }
}

/** Which frames are shown; what is left out lets all through. */
export interface WireFilter {
  /** Kinds of request, with their answers. */
  readonly apiKeys?: readonly (ApiName | number)[];
  /** Topics, one of which the request names. */
  readonly topics?: readonly string[];
  /** What the client calls itself. */
  readonly clientIds?: readonly string[];
  /** Only frames with an error in them, or that a fault hits. @default {false} */
  readonly errors?: boolean;
  /** Neither heartbeats nor fetches that bring nothing. @default {false} */
  readonly noHeartbeats?: boolean;
}

/** Whether a frame is shown; its body is read when only that can tell. */
export function isShown(frame: TrafficFrame, filter: WireFilter): boolean {
  const { apiKeys, topics, clientIds } = filter;
  const { key, apiKey, clientId } = frame;
  if (apiKeys !== undefined && !apiKeys.some((one) => one === key || one === apiKey)) return false;
  if (clientIds !== undefined && !clientIds.includes(clientId ?? "")) return false;
  if (topics !== undefined && !frame.topics.some((one) => topics.includes(one))) return false;
  if (frame.fault !== undefined) return true;
  if (filter.noHeartbeats && isIdle(frame)) return false;
  return !filter.errors || readFrame(frame).errors.length > 0;
}

function isIdle(frame: TrafficFrame): boolean {
  if (frame.apiKey === "Fetch") {
    if (frame.direction === "request") return true;
    const { body, errors } = readFrame(frame);
    return errors.length === 0 && !hasRecords(body);
  }
  if (frame.apiKey !== "Heartbeat" && frame.apiKey !== "ConsumerGroupHeartbeat") return false;
  return frame.direction === "request" || readFrame(frame).errors.length === 0;
}

function hasRecords(body: unknown): boolean {
  if (body instanceof Uint8Array) return body.length > 0;
  if (typeof body !== "object" || body === null) return false;
  return Object.values(body).some(hasRecords);
}

/** What is worth a line of a frame that has been read. */
export function detailsOf({ frame, body, unreadable, errors }: ReadFrame): string {
  if (unreadable !== undefined) return `(${unreadable})`;
  const topics = frame.direction === "request" ? frame.topics : [];
  const nameOf = (topicId: string) => frame.topicName(topicId);
  const text = figuresOf(body, { topics, nameOf }).join(", ");
  const unnamed = errors.filter((name) => !text.includes(name));
  return [...unnamed, ...(text === "" ? [] : [text])].join(", ");
}
