// Behavior: tells which APIs are answered and in which versions: what is registered, nothing else.
// An unknown version of it is answered in version 0 with UNSUPPORTED_VERSION, before it gets here.
//
// Version notes: 1 adds the throttle time, 3 the client's software name and tagged features (none
// are finalized: transactions would change their protocol), 4 allows features of minimum 0.
import { MESSAGES, type ResponseInput } from "../../protocol/mod.ts";
import { errorCode } from "../errors.ts";
import { type ApiRange, handler } from "./handler.ts";

/** The APIs as ApiVersions lists them, by ascending key. */
export function apiKeys(apis: Iterable<ApiRange>): ResponseInput<"ApiVersions">["apiKeys"] {
  return [...apis].map(({ name, minVersion, maxVersion }) => ({
    apiKey: MESSAGES[name].key,
    minVersion,
    maxVersion,
  })).sort((a, b) => a.apiKey - b.apiKey);
}

export const apiVersions = handler("ApiVersions", [0, 4], ({ apis, login }) => ({
  // Who has agreed on a mechanism must prove who it is next.
  errorCode: login?.hasFailed ? errorCode("ILLEGAL_SASL_STATE") : 0,
  apiKeys: login?.hasFailed ? [] : apiKeys(apis),
  throttleTimeMs: 0,
}));
