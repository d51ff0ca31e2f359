import { type Codec, compileFields } from "./codec.ts";
import { MESSAGES } from "./messages.ts";
import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import {
  type Decoded,
  type Encodable,
  type Fields,
  inRange,
  type Message,
  versionRange,
} from "./schema.ts";
import { Writer } from "./writer.ts";

/** Name of an API, without "Request": `"Fetch"`. */
export type ApiName = keyof typeof MESSAGES;
/** What decoding a request's body gives. */
export type RequestBody<N extends ApiName> = Decoded<(typeof MESSAGES)[N]["request"]>;
/** What a request is encoded from. */
export type RequestInput<N extends ApiName> = Encodable<(typeof MESSAGES)[N]["request"]>;
/** What decoding a response's body gives. */
export type ResponseBody<N extends ApiName> = Decoded<(typeof MESSAGES)[N]["response"]>;
/** What a response is encoded from. */
export type ResponseInput<N extends ApiName> = Encodable<(typeof MESSAGES)[N]["response"]>;

/** The head of a request. */
export interface RequestHeader {
  /** Number of the API, known or not. */
  readonly key: number;
  /** Its name, when it is described here. */
  readonly name: ApiName | undefined;
  /** Version of the body. */
  readonly version: number;
  /** Comes back in the response. */
  readonly correlationId: number;
  /** What the client calls itself. */
  readonly clientId: string | null;
}

const NAMES = new Map(
  Object.values(MESSAGES).map((message) => [message.key, message.name as ApiName]),
);

/** The name of an API key, if it is described here. */
export function apiName(key: number): ApiName | undefined {
  return NAMES.get(key);
}

/** Lowest and highest version of an API described here. */
export function apiVersions(name: ApiName): readonly [number, number] {
  return versionRange(MESSAGES[name].versions);
}

function isFlexible(name: ApiName, version: number): boolean {
  return inRange(MESSAGES[name].flexible, version);
}

type Part = "request" | "response";
const compiled = new Map<string, Codec<Record<string, unknown>>[]>();

function codecOf(name: ApiName, part: Part, version: number): Codec<Record<string, unknown>> {
  const id = `${name}.${part}`;
  let versions = compiled.get(id);
  if (versions === undefined) compiled.set(id, versions = []);
  return versions[version] ??= compile(MESSAGES[name] as Message, part, version);
}

function compile(message: Message, part: Part, version: number): Codec<Record<string, unknown>> {
  if (!inRange(message.versions, version)) {
    throw new ProtocolError(
      `${message.name} is known in versions ${message.versions}, not ${version}`,
      "BAD_VERSION",
    );
  }
  return compileFields(message[part] as Fields, {
    version,
    flexible: inRange(message.flexible, version),
    path: `${message.name} ${part}`,
  });
}

function located<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(`${what}: ${error.message}`, error.code, { cause: error });
  }
}

/**
 * A whole request frame, length first.
 *
 * @throws {ProtocolError} when the version is unknown or the body has no form in it
 */
export function encodeRequest<N extends ApiName>(
  name: N,
  version: number,
  header: { readonly correlationId: number; readonly clientId: string | null },
  body: RequestInput<N>,
): Uint8Array[] {
  const codec = codecOf(name, "request", version);
  const writer = new Writer();
  writer.int32(0);
  writer.int16(MESSAGES[name].key);
  writer.int16(version);
  writer.int32(header.correlationId);
  writer.string(header.clientId);
  if (isFlexible(name, version)) writer.noTags();
  located(`${name} v${version} request`, () => codec.write(writer, body as never));
  return writer.frame();
}

/** Reads a request's header and leaves the reader at its body, if the key is a known one. */
export function decodeRequestHeader(reader: Reader): RequestHeader {
  const key = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const clientId = reader.string();
  const name = apiName(key);
  if (name !== undefined && isFlexible(name, version)) reader.skipTags();
  return { key, name, version, correlationId, clientId };
}

/**
 * Reads a request's body; what follows it is left unread.
 *
 * @throws {ProtocolError} when the version is unknown or the bytes are malformed
 */
export function decodeRequest<N extends ApiName>(
  name: N,
  version: number,
  reader: Reader,
): RequestBody<N> {
  const codec = codecOf(name, "request", version);
  return located(`${name} v${version} request`, () => codec.read(reader)) as RequestBody<N>;
}

/**
 * A whole response frame, length first, in chunks: records stand in it by reference.
 *
 * @throws {ProtocolError} when the version is unknown or the body has no form in it
 */
export function encodeResponse<N extends ApiName>(
  name: N,
  version: number,
  correlationId: number,
  body: ResponseInput<N>,
): Uint8Array[] {
  const codec = codecOf(name, "response", version);
  const writer = new Writer();
  writer.int32(0);
  writer.int32(correlationId);
  if (hasResponseTags(name, version)) writer.noTags();
  located(`${name} v${version} response`, () => codec.write(writer, body as never));
  return writer.frame();
}

/**
 * Reads a response after its length: correlation id, then the body.
 *
 * @throws {ProtocolError} when the version is unknown or the bytes are malformed
 */
export function decodeResponse<N extends ApiName>(
  name: N,
  version: number,
  reader: Reader,
): { readonly correlationId: number; readonly body: ResponseBody<N> } {
  const codec = codecOf(name, "response", version);
  return located(`${name} v${version} response`, () => {
    const correlationId = reader.int32();
    if (hasResponseTags(name, version)) reader.skipTags();
    return { correlationId, body: codec.read(reader) as ResponseBody<N> };
  });
}

/** The header of ApiVersions' response never has tags, so that each client can read it. */
function hasResponseTags(name: ApiName, version: number): boolean {
  return name !== "ApiVersions" && isFlexible(name, version);
}
