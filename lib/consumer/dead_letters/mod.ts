/**
 * What people do about dead letters: find them, send them back, give them up.
 *
 * @module
 */
export { deleteSettledLetters, dropLetters, type DropOptions } from "./drop_letters.ts";
export { originalContent, type RecordContent } from "./original_content.ts";
export { redriveLetters, type RedriveOptions, type RedriveResult } from "./redrive_letters.ts";
export { REDRIVE_HEADERS, type RedriveHeaders } from "./redriven_record.ts";
export {
  type FoundLetter,
  type LetterSelection,
  type LetterSource,
  selectLetters,
} from "./select_letters.ts";
export { type LetterPlace, placeName, Settled, settledTopic, type Settlement } from "./settled.ts";
