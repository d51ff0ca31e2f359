import { RequestError } from "../errors.ts";

const MAX_LENGTH = 249;

/**
 * Checks a topic's name by Kafka's rules.
 *
 * @throws {RequestError} code `INVALID_TOPIC_EXCEPTION`
 */
export function checkTopicName(name: string): void {
  const problem = problemWith(name);
  if (problem !== undefined) {
    throw new RequestError("INVALID_TOPIC_EXCEPTION", `Topic name is invalid: ${problem}`);
  }
}

function problemWith(name: string): string | undefined {
  if (name === "") return "the empty string is not allowed";
  if (name === "." || name === "..") return `'${name}' is not allowed`;
  if (name.length > MAX_LENGTH) {
    return `'${name}' is longer than the maximum length of ${MAX_LENGTH} characters`;
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
}
