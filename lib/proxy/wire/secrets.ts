/** What stands for a secret. */
export const HIDDEN = "(hidden)";

/** Fields that hold what must not be seen: tokens of a login, passwords and what they are made of. */
const SECRET_FIELDS = new Set(["authBytes", "saltedPassword", "salt", "hmac", "password"]);
/** Settings whose values are secrets. */
const SECRET_SETTING = /password|secret|jaas|credential|token|keystore\.key|private/i;
const SETTING_VALUES = new Set(["value", "configValue"]);

/** Whether a field of these fields must not be shown. */
export function isSecret(name: string, fields: Readonly<Record<string, unknown>>): boolean {
  if (SECRET_FIELDS.has(name)) return true;
  if (!SETTING_VALUES.has(name)) return false;
  return fields.isSensitive === true || SECRET_SETTING.test(String(fields.name ?? ""));
}
