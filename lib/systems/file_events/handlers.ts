import { ConfigError } from "../../core/mod.ts";
import {
  type EventEnvelope,
  type FileEventPayloads,
  type FileEventType,
  subjectOf,
} from "../../events/mod.ts";
import type { MessageFormat } from "../../schemas/mod.ts";

/** What an event makes of the thing that it is about. */
export interface Change {
  /** Whether the thing is there from now on. */
  readonly present: boolean;
  /** What is known of it; what earlier events said stays, unless it is said anew. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a handler is told beside the event. */
export interface FileEventContext {
  /** Aborts when the effect is no longer wanted: the partition has gone, or the end has come. */
  readonly signal?: AbortSignal;
}

/**
 * Says what a valid event changes. It may be called again for the same event, so an effect of its own
 * must be one that a repeat doesn't change. What it throws decides: a WorkshopError with `retriable`
 * true is tried again, anything else goes to the DLQ.
 */
export type FileEventHandler<P = Readonly<Record<string, unknown>>> = (
  event: EventEnvelope<string, P>,
  context: FileEventContext,
) => Change | Promise<Change>;

/** Handlers by event type. */
export type FileEventHandlers = Readonly<Record<string, FileEventHandler>>;

const OURS: { readonly [T in FileEventType]: FileEventHandler<FileEventPayloads[T]> } = {
  "file-added": ({ payload: { fileName, sizeBytes, contentType, addedBy }, eventTime }) => ({
    present: true,
    state: {
      fileName,
      sizeBytes,
      ...(contentType && { contentType }),
      addedBy,
      addedAt: eventTime,
    },
  }),
  "file-removed": ({ payload: { removedBy, reason }, eventTime }) => ({
    present: false,
    state: { removedBy, removedAt: eventTime, ...(reason && { reason }) },
  }),
  "user-created": ({ payload: { name, email }, eventTime }) => ({
    present: true,
    state: { name, email, createdAt: eventTime },
  }),
  "user-deleted": ({ payload: { deletedBy, reason }, eventTime }) => ({
    present: false,
    state: { deletedBy, deletedAt: eventTime, ...(reason && { reason }) },
  }),
};

/** The handler of each event type: a new type needs one here. */
// A handler is called with what passed its type's schema only: its payload has the type's shape.
export const FILE_EVENT_HANDLERS = OURS as unknown as FileEventHandlers;

/**
 * Refuses handlers that leave a type without one, or have one for a type that there is not.
 *
 * @throws {ConfigError} naming the types
 */
export function checkHandlers(handlers: FileEventHandlers, { payloads }: MessageFormat): void {
  const without = [...payloads.keys()].filter((type) => !Object.hasOwn(handlers, type));
  if (without.length > 0) {
    throw new ConfigError(
      `No handler for event type ${without.join(", ")}: ` +
        "add one to FILE_EVENT_HANDLERS in lib/systems/file_events/handlers.ts",
    );
  }
  const unknown = Object.keys(handlers).filter((type) => !payloads.has(type));
  if (unknown.length > 0) {
    throw new ConfigError(
      `A handler for ${unknown.join(", ")}, which is no event type: ` +
        "add its schema to schemas/payload and its name to ALL_EVENT_TYPES",
    );
  }
}

/** What stored events call the thing that an event is about: `file/f-1`. */
export function subjectName(event: EventEnvelope<string, object>): string {
  const { domain, id } = subjectOf(event);
  return `${domain}/${id}`;
}
