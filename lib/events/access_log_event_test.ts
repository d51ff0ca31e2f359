import { assertEquals, assertNotEquals } from "@std/assert";
import { randomEventFormat, validateValue } from "../schemas/mod.ts";
import { type AccessLogEntry, parseAccessLogLine } from "./access_log.ts";
import { eventOfAccess, eventTypeOf } from "./access_log_event.ts";

function entry(method: string, target: string, status: number): AccessLogEntry {
  return {
    address: "203.0.113.9",
    timeMs: 0,
    method,
    target,
    status,
    bytes: 1234,
    referrer: "",
    userAgent: "",
  };
}

Deno.test.each([
  ["GET", "/", 200, "page_view", "success"],
  ["GET", "/blog/geekery/a.html?utm_source=x", 304, "page_view", "success"],
  ["GET", "/old", 301, "page_view", "pending"],
  ["GET", "/style2.css", 200, "api_call", "success"],
  ["GET", "/?flav=rss20", 200, "api_call", "success"],
  ["GET", "/robots.txt", 200, "api_call", "success"],
  ["HEAD", "/", 200, "api_call", "success"],
  ["OPTIONS", "*", 200, "api_call", "success"],
  ["GET", "/files/logstash-1.3.2.tar.gz", 206, "click", "success"],
  ["GET", "/find?q=kafka", 200, "search", "success"],
  ["GET", "/search/kafka", 200, "search", "success"],
  ["POST", "/contact", 200, "form_submit", "success"],
  ["POST", "/wp-login.php", 302, "user_login", "pending"],
  ["GET", "/account", 401, "user_login", "failed"],
  ["GET", "/logout", 302, "user_logout", "pending"],
  ["POST", "/wp-login.php", 404, "error", "failed"],
  ["GET", "/nowhere", 404, "error", "failed"],
  ["GET", "/", 500, "error", "failed"],
  ["", "", 400, "error", "failed"],
  ["", "", 408, "session_timeout", "cancelled"],
])("$0 $1 answered $2 is a $3, $4", (method, target, status, type, outcome) => {
  const request = entry(method, target, status);
  assertEquals(eventTypeOf(request), type);
  const event = eventOfAccess(request, { line: "line", lineNumber: 1 });
  assertEquals([event.event_type, event.status], [type, outcome]);
  validateValue(event, randomEventFormat());
});

Deno.test("what the log tells is kept, what it can't tell depends on the line alone", () => {
  const line =
    '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12345 "-" "curl/8"';
  const event = eventOfAccess(parseAccessLogLine(line, 7), { line, lineNumber: 7 });
  assertEquals(event.timestamp, "2015-05-17T10:05:03Z");
  assertEquals(event.value, 12.35);
  assertEquals(event.metadata.ip_address, "203.0.113.9");
  assertEquals(event.metadata.user_agent, "curl/8");
  assertEquals(event.device_type, "iot_device");
  assertEquals(eventOfAccess(parseAccessLogLine(line, 7), { line, lineNumber: 7 }), event);
});

Deno.test("the same line at another place is another event of the same user and session", () => {
  const request = entry("GET", "/", 200);
  const first = eventOfAccess(request, { line: "same", lineNumber: 1 });
  const second = eventOfAccess(request, { line: "same", lineNumber: 2 });
  assertNotEquals(first.event_id, second.event_id);
  assertEquals({ ...first, event_id: "" }, { ...second, event_id: "" });
});
