import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { AccessLogEntry } from "./access_log.ts";
import { CITIES } from "./cities.ts";
import {
  type EventStatus,
  eventTimestamp,
  type EventType,
  type RandomEvent,
} from "./random_event.ts";
import { deviceTypeOf } from "./user_agents.ts";

/**
 * The event that a request of an access log stands for. What the log tells is taken from it; what
 * it can't tell is made up, always the same from the same line:
 *
 * | field | from |
 * |---|---|
 * | event_id | hash of the line and its number: reading the log again gives the same ids |
 * | event_type | status, method and path, see {@linkcode eventTypeOf} |
 * | user_id | hash of the client's address: one address counts as one user |
 * | timestamp | the line's time, in UTC |
 * | value | kilobytes sent |
 * | status | 2xx and 304 success, other 3xx pending, 408 cancelled, other 4xx and 5xx failed |
 * | location | **made up**: a city by hash of the address; the log says nothing of places |
 * | device_type | the user agent |
 * | metadata | hash of address, user agent and day; the client's address; its user agent |
 */
export function eventOfAccess(
  entry: AccessLogEntry,
  source: { readonly line: string; readonly lineNumber: number },
): RandomEvent {
  const event_type = eventTypeOf(entry);
  const timestamp = eventTimestamp(entry.timeMs);
  const { address, userAgent } = entry;
  const ofAddress = hash(address);
  return {
    event_id: uuidOf(hash(source.lineNumber, source.line)),
    event_type,
    user_id: 1 + ofAddress.readUInt32BE(0) % 0x7fff_ffff,
    timestamp,
    value: Math.round(entry.bytes / 10) / 100,
    status: statusOf(event_type, entry.status),
    location: {
      city: CITIES[ofAddress.readUInt32BE(4) % CITIES.length]!.city,
      country: "Indonesia",
    },
    device_type: deviceTypeOf(userAgent),
    metadata: {
      session_id: uuidOf(hash(address, userAgent, timestamp.slice(0, 10))),
      ip_address: address,
      user_agent: userAgent === "" ? "-" : userAgent,
    },
  };
}

/**
 * The event type of a request, by the first rule that fits:
 *
 * | request | type |
 * |---|---|
 * | answered 408 | session_timeout |
 * | answered 401, or POST to a path with login or signin | user_login |
 * | answered 4xx or 5xx | error |
 * | path with logout or signout | user_logout |
 * | POST | form_submit |
 * | other than GET, or a feed, data or part of a page (style, script, image, font) | api_call |
 * | path or query of a search | search |
 * | file to download (archive, package, document) | click |
 * | else: a page | page_view |
 */
export function eventTypeOf({ method, target, status }: AccessLogEntry): EventType {
  const [path = "", query = ""] = target.toLowerCase().split("?", 2);
  if (status === 408) return "session_timeout";
  if (status === 401 || (method === "POST" && status < 400 && /log-?in|sign-?in/.test(path))) {
    return "user_login";
  }
  if (status >= 400) return "error";
  if (/log-?out|sign-?out/.test(path)) return "user_logout";
  if (method === "POST") return "form_submit";
  if (method !== "GET" || isForMachines(path, query)) return "api_call";
  if (/\/search\b/.test(path) || /(^|&)(q|s|search|query)=/.test(query)) return "search";
  return DOWNLOAD.test(path) ? "click" : "page_view";
}

const PART_OF_PAGE = /\.(css|js|map|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot)$/;
const DATA = /\.(xml|json|rss|atom|rdf|txt)$|^\/api\//;
const FEED = /(^|&)(flav|feed)=(rss|atom|rdf)/;
const DOWNLOAD = /\.(gz|tgz|bz2|xz|zip|tar|deb|rpm|jar|gem|exe|iso|pdf|mp4|webm|mp3)$/;

function isForMachines(path: string, query: string): boolean {
  return PART_OF_PAGE.test(path) || DATA.test(path) || FEED.test(query);
}

function statusOf(type: EventType, httpStatus: number): EventStatus {
  if (type === "session_timeout") return "cancelled";
  if (httpStatus >= 400) return "failed";
  return httpStatus >= 300 && httpStatus !== 304 ? "pending" : "success";
}

function hash(...parts: readonly (string | number)[]): Buffer {
  return createHash("sha256").update(parts.join("\n")).digest();
}

/** The first 16 bytes, in the form of a version 4 UUID. */
function uuidOf(digest: Buffer): string {
  const bytes = Uint8Array.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toHex();
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]]
    .map(([from, to]) => hex.slice(from, to)).join("-");
}
