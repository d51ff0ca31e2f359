import { CorruptDataError } from "./errors.ts";

const ID_BYTES = 4;
/** Smallest answer there is: its correlation id. */
const MIN_FRAME_BYTES = ID_BYTES;

/**
 * Largest frame that is believed, in bytes: twice Kafka's `socket.request.max.bytes`, far above any
 * fetch this library asks for.
 */
export const MAX_FRAME_BYTES = 200 * 1024 * 1024;

/**
 * Follows the length prefixes of a byte stream, so that a length no broker would send ends the
 * connection before anything allocates or decodes by it.
 */
export class FrameGuard {
  readonly #maxFrameBytes: number;
  readonly #peer: string;
  #prefix = 0;
  #prefixBytes = 0;
  #bodyBytesLeft = 0;
  #correlationId = 0;
  #idBytesLeft = 0;
  readonly #onAnswer: (correlationId: number) => void;

  /** `onAnswer` hears of each answer before its body has come. */
  constructor(
    options: {
      readonly peer: string;
      readonly maxFrameBytes?: number;
      readonly onAnswer?: (correlationId: number) => void;
    },
  ) {
    this.#peer = options.peer;
    this.#maxFrameBytes = options.maxFrameBytes ?? MAX_FRAME_BYTES;
    this.#onAnswer = options.onAnswer ?? (() => {});
  }

  /** @throws {CorruptDataError} code `FRAME_LENGTH` when a length is out of bounds */
  accept(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#idBytesLeft > 0) {
        this.#correlationId = (this.#correlationId << 8) | chunk[at++]!;
        if (--this.#idBytesLeft === 0) this.#onAnswer(this.#correlationId);
      } else if (this.#bodyBytesLeft > 0) {
        const taken = Math.min(this.#bodyBytesLeft, chunk.length - at);
        this.#bodyBytesLeft -= taken;
        at += taken;
      } else {
        this.#prefix = (this.#prefix << 8) | chunk[at++]!;
        if (++this.#prefixBytes === 4) this.#beginBody();
      }
    }
  }

  #beginBody(): void {
    const length = this.#prefix;
    if (length < MIN_FRAME_BYTES || length > this.#maxFrameBytes) {
      throw new CorruptDataError(
        `${this.#peer} announced an answer of ${length} bytes, outside ${MIN_FRAME_BYTES} to ` +
          `${this.#maxFrameBytes}: it does not speak Kafka's protocol, or bytes were lost`,
        { code: "FRAME_LENGTH", retriable: true, definite: false },
      );
    }
    this.#idBytesLeft = ID_BYTES;
    this.#bodyBytesLeft = length - ID_BYTES;
    this.#prefix = 0;
    this.#prefixBytes = 0;
  }
}
