import { type Clock, type Random, systemClock } from "../core/mod.ts";
import type { FileEvent, FileEventPayloads, FileEventType } from "./file_event.ts";
import { eventTimestamp } from "./random_event.ts";
import { weighted } from "./weighted.ts";

/** How often a type comes, against the others. */
const WEIGHTS: readonly (readonly [FileEventType, number])[] = [
  ["file-added", 45],
  ["file-removed", 25],
  ["user-created", 20],
  ["user-deleted", 10],
];

/** Of more files or users the oldest are forgotten: they stay where they are for ever. */
const MAX_REMEMBERED = 1000;

const FOLDERS = ["reports", "invoices", "photos", "contracts", "backups"];
const WORDS = ["budget", "draft", "harbour", "minutes", "plan", "summary", "survey"];
const KINDS = [
  ["pdf", "application/pdf"],
  ["csv", "text/csv"],
  ["png", "image/png"],
  ["txt", "text/plain"],
] as const;
const FIRST_NAMES = ["Adi", "Budi", "Citra", "Dewi", "Eka", "Fajar", "Gita", "Hendra"];
const LAST_NAMES = ["Halim", "Kusuma", "Lestari", "Pratama", "Siregar", "Wijaya"];
const REASONS = ["no longer needed", "replaced", "asked for by its owner"];

/** What a generator is made of. */
export interface FileEventGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every event. */
  readonly random: Random;
  /** Gives the events their time. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Makes events of files and users, each valid against `schemas/envelope/` and `schemas/payload/`:
 * only files that were added are removed, only users that were created add, remove and are deleted.
 *
 * @example
 * ```ts
 * import { seededRandom } from "../core/mod.ts";
 * import { FileEventGenerator } from "./file_event_generator.ts";
 *
 * const [first] = new FileEventGenerator({ random: seededRandom("a") });
 * console.log(first?.eventType); // user-created
 * ```
 */
export class FileEventGenerator implements Iterable<FileEvent> {
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #files: string[] = [];
  readonly #users: string[] = [];
  readonly #payloads: { [T in FileEventType]: () => FileEventPayloads[T] } = {
    "file-added": () => this.#addFile(),
    "file-removed": () => this.#removeFile(),
    "user-created": () => this.#createUser(),
    "user-deleted": () => this.#deleteUser(),
  };

  /** A seeded `random` and a standing clock repeat the same events. */
  constructor({ random, clock = systemClock }: FileEventGeneratorOptions) {
    this.#random = random;
    this.#clock = clock;
  }

  /** One more event, of now. */
  next(): FileEvent {
    const eventType = this.#possible(weighted(WEIGHTS, this.#random));
    return {
      eventId: this.#random.uuid(),
      eventType,
      eventVersion: "1.0",
      eventTime: eventTimestamp(this.#clock.now()),
      payload: this.#payloads[eventType](),
    } as FileEvent;
  }

  /** Events without end. */
  *[Symbol.iterator](): Generator<FileEvent> {
    while (true) yield this.next();
  }

  /** What can happen now: somebody must be there to do it, and something for it to be done to. */
  #possible(type: FileEventType): FileEventType {
    if (this.#users.length === 0) return "user-created";
    if (type === "file-removed" && this.#files.length === 0) return "file-added";
    if (type === "user-deleted" && this.#users.length < 2) return "user-created";
    return type;
  }

  #addFile(): FileEventPayloads["file-added"] {
    const random = this.#random;
    const [ending, contentType] = random.pick(KINDS);
    return {
      fileId: remember(this.#files, `f-${random.bytes(6).toHex()}`),
      fileName: `${random.pick(FOLDERS)}/${random.pick(WORDS)}-${random.int(1, 99)}.${ending}`,
      sizeBytes: Math.round(10 ** (1 + 6 * random.next())),
      contentType,
      addedBy: random.pick(this.#users),
    };
  }

  #removeFile(): FileEventPayloads["file-removed"] {
    return {
      fileId: takeOne(this.#files, this.#random),
      removedBy: this.#random.pick(this.#users),
      ...this.#reason(),
    };
  }

  #createUser(): FileEventPayloads["user-created"] {
    const random = this.#random;
    const [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
    return {
      userId: remember(this.#users, `u-${random.bytes(6).toHex()}`),
      name: `${first} ${last}`,
      email: `${first}.${last}${random.int(1, 99)}@example.com`.toLowerCase(),
    };
  }

  #deleteUser(): FileEventPayloads["user-deleted"] {
    const userId = takeOne(this.#users, this.#random);
    return { userId, deletedBy: this.#random.pick(this.#users), ...this.#reason() };
  }

  #reason(): { reason?: string } {
    return this.#random.next() < 0.3 ? { reason: this.#random.pick(REASONS) } : {};
  }
}

function remember(all: string[], id: string): string {
  if (all.push(id) > MAX_REMEMBERED) all.shift();
  return id;
}

function takeOne(all: string[], random: Random): string {
  return all.splice(random.int(0, all.length - 1), 1)[0]!;
}
