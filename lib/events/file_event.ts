/** A file was added. */
export interface FileAdded {
  /** Its id, for as long as it is there. */
  readonly fileId: string;
  /** Its name with its folders. */
  readonly fileName: string;
  /** Its size in bytes, a whole number from 0. */
  readonly sizeBytes: number;
  /** Its media type. */
  readonly contentType?: string;
  /** The user who added it. */
  readonly addedBy: string;
}

/** A file was removed. */
export interface FileRemoved {
  /** Its id. */
  readonly fileId: string;
  /** The user who removed it. */
  readonly removedBy: string;
  /** Why, in a few words. */
  readonly reason?: string;
}

/** A user was created. */
export interface UserCreated {
  /** The user's id. */
  readonly userId: string;
  /** The user's name. */
  readonly name: string;
  /** The user's mail address. */
  readonly email: string;
}

/** A user was deleted. */
export interface UserDeleted {
  /** The user's id. */
  readonly userId: string;
  /** The user who did it. */
  readonly deletedBy: string;
  /** Why, in a few words. */
  readonly reason?: string;
}

/** What an event of each type tells. */
export interface FileEventPayloads {
  /** A file was added. */
  readonly "file-added": FileAdded;
  /** A file was removed. */
  readonly "file-removed": FileRemoved;
  /** A user was created. */
  readonly "user-created": UserCreated;
  /** A user was deleted. */
  readonly "user-deleted": UserDeleted;
}

/** The type of a file or user event. */
export type FileEventType = keyof FileEventPayloads;

/** An envelope: what events of every type have, and the payload of their type. */
export interface EventEnvelope<T extends string = string, P = Readonly<Record<string, unknown>>> {
  /** Unique, not empty. */
  readonly eventId: string;
  /** What happened: `file-added`. */
  readonly eventType: T;
  /** The version of the payload's shape: `1.0`. */
  readonly eventVersion: string;
  /** When it happened: UTC with `Z`. */
  readonly eventTime: string;
  /** What the type's schema describes. */
  readonly payload: P;
}

/** A file or user event. */
export type FileEvent = {
  [T in FileEventType]: EventEnvelope<T, FileEventPayloads[T]>;
}[FileEventType];

/** The thing that an event is about. */
export interface EventSubject {
  /** What kind of thing: `file`, `user`. */
  readonly domain: string;
  /** Its id; the event's own where the payload names none. */
  readonly id: string;
}

/**
 * The thing that an event is about: the first word of its type says what it is, and the payload's
 * field `<word>Id` which one.
 */
export function subjectOf(event: EventEnvelope<string, object>): EventSubject {
  const [domain = ""] = event.eventType.split("-");
  const field = `${domain}Id`;
  const id = Object.hasOwn(event.payload, field)
    ? (event.payload as Readonly<Record<string, unknown>>)[field]
    : undefined;
  return { domain, id: typeof id === "string" && id !== "" ? id : event.eventId };
}

/** When an event happened, in milliseconds since 1970; a leap second counts as the one before it. */
export function eventTimeMs({ eventTime }: Pick<EventEnvelope, "eventTime">): number {
  return Date.parse(eventTime.replace(/:60(?=[.Z])/, ":59"));
}
