const WITHHELD = "[redacted]";

const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|authorization|credential|cookie|api[-_.]?key|private[-_.]?key|jaas/i;

const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${WITHHELD}@`],
  [/\b(bearer|basic)\s+[a-z0-9+/._~=-]{6,}/gi, `$1 ${WITHHELD}`],
  [
    /\b([\w.-]*(?:password|passwd|secret|token|api[-_]?key))(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    `$1$2${WITHHELD}`,
  ],
];

/** Whether a field of this name holds a secret: `password`, `sasl.jaas.config`, `apiKey`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * The text without what looks like a secret: user and password in an address, bearer tokens,
 * `password=…`.
 *
 * @example
 * ```ts
 * import { redactText } from "./redact.ts";
 *
 * console.log(redactText("mongodb://app:hunter2@db/x")); // mongodb://[redacted]@db/x
 * ```
 */
export function redactText(text: string): string {
  return SECRETS_IN_TEXT.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text,
  );
}

/** What stands for a value that is withheld. */
export const REDACTED: string = WITHHELD;
