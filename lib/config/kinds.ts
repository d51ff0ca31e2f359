import { Secret } from "./secret.ts";

/** How a setting is read from an environment variable or from a JSON file, and shown again. */
export interface Kind<T> {
  /** What is allowed; completes the sentence "use …". */
  readonly allowed: string;
  /** The value that a variable's text stands for, `undefined` when the text is not allowed. */
  fromText(text: string): T | undefined;
  /** The value that a parsed JSON value stands for, `undefined` when it is not allowed. */
  fromJson(value: unknown): T | undefined;
  /** The value as a variable's text. */
  toText(value: T): string;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function inRange(value: unknown, { min, max }: Range): value is number {
  return typeof value === "number" && value >= min && value <= max;
}

/** A whole number. */
export function integer(range: Range): Kind<number> {
  const check = (value: unknown) =>
    Number.isInteger(value) && inRange(value, range) ? value : undefined;
  return {
    allowed: `a whole number from ${range.min} to ${range.max}`,
    fromText: (text) => /^\d{1,15}$/.test(text) ? check(Number(text)) : undefined,
    fromJson: check,
    toText: String,
  };
}

/** A time written in seconds, parts of them allowed, and held in milliseconds. */
export function seconds(range: Range): Kind<number> {
  const check = (value: unknown) => inRange(value, range) ? Math.round(value * 1000) : undefined;
  return {
    allowed: `seconds from ${range.min} to ${range.max}, parts such as 0.5 too`,
    fromText: (text) => /^\d{1,12}(\.\d{1,6})?$/.test(text) ? check(Number(text)) : undefined,
    fromJson: check,
    toText: (value) => String(value / 1000),
  };
}

/** One of some words, whatever their case; several words may stand for one value. */
export function choice<T extends string | number>(words: Readonly<Record<string, T>>): Kind<T> {
  const byWord = new Map(Object.entries(words).map(([word, value]) => [word.toLowerCase(), value]));
  const fromText = (text: string) => byWord.get(text.toLowerCase());
  return {
    allowed: `one of ${Object.keys(words).join(", ")}`,
    fromText,
    fromJson: (value) =>
      typeof value === "string" || typeof value === "number" ? fromText(String(value)) : undefined,
    toText: String,
  };
}

/** True or false. */
export const boolean: Kind<boolean> = {
  allowed: "true or false",
  fromText: (word) => new Map([["true", true], ["false", false]]).get(word.toLowerCase()),
  fromJson(value) {
    if (typeof value === "boolean") return value;
    return typeof value === "string" ? boolean.fromText(value) : undefined;
  },
  toText: String,
};

/** Text of a certain form. */
export function text(form: RegExp, allowed: string): Kind<string> {
  const check = (value: unknown) =>
    typeof value === "string" && form.test(value) ? value : undefined;
  return { allowed, fromText: check, fromJson: check, toText: String };
}

/** A list of texts of one kind: commas between them in a variable, an array in a file. */
export function list(item: Kind<string>, allowed: string): Kind<readonly string[]> {
  const all = (items: readonly unknown[]) => {
    const values = items.map((each) => item.fromJson(each));
    const good = values.length > 0 && values.every((value) => value !== undefined);
    return good ? Object.freeze(values as string[]) : undefined;
  };
  const fromText = (line: string) =>
    all(line.split(",").map((part) => part.trim()).filter((part) => part !== ""));
  return {
    allowed,
    fromText,
    fromJson(value) {
      if (typeof value === "string") return fromText(value);
      return Array.isArray(value) ? all(value) : undefined;
    },
    toText: (value) => value.join(","),
  };
}

/** A password. */
export const secret: Kind<Secret> = {
  allowed: "text that is not empty",
  fromText: (value) => new Secret(value),
  fromJson: (value) => typeof value === "string" && value !== "" ? new Secret(value) : undefined,
  toText: String,
};

/** A connection string of MongoDB: it may hold a password. */
export const mongodbUri: Kind<Secret> = {
  allowed: "mongodb://host:port/database or mongodb+srv://…, with user and password if need be",
  fromText: (value) => /^mongodb(\+srv)?:\/\/[^\s/?]+/.test(value) ? new Secret(value) : undefined,
  fromJson: (value) => typeof value === "string" ? mongodbUri.fromText(value) : undefined,
  toText: String,
};

/** A login in one line, as basic authentication has it. */
export const login: Kind<Secret> = {
  allowed: "user:password",
  fromText: (value) => /^[^:\s]+:./.test(value) ? new Secret(value) : undefined,
  fromJson: (value) => typeof value === "string" ? login.fromText(value) : undefined,
  toText: String,
};

/** What a program proves itself by in a header. */
export const token: Kind<Secret> = {
  allowed: "16 to 64 letters, digits, - and _",
  fromText: (value) => /^[\w-]{16,64}$/.test(value) ? new Secret(value) : undefined,
  fromJson: (value) => typeof value === "string" ? token.fromText(value) : undefined,
  toText: String,
};

/** Whether values of this kind are never shown, refused ones neither. */
export function isSecret(kind: unknown): boolean {
  return kind === secret || kind === mongodbUri || kind === login || kind === token;
}

/** A topic's or group's name by Kafka's rule. */
export const kafkaName: Kind<string> = text(
  /^(?!\.{1,2}$)[\w.-]{1,249}$/,
  "1 to 249 letters, digits, dots, dashes and underscores",
);

/** A broker's address. */
export const server: Kind<string> = text(
  /^([\w.-]+|\[[\da-f:]+\]):(?!0*$)(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/i,
  "host:port",
);

/** An address of the web, without a login in it. */
export const httpUrl: Kind<string> = text(
  /^https?:\/\/[^\s/?#@,]+(\/[^\s?#@,]*)?$/,
  "http://host:port, without a login",
);
