import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseAccessLogLine } from "./access_log.ts";
import { InputLineError } from "./input_line_error.ts";

const LINE = '203.0.113.9 - ann [17/May/2015:10:05:03 +0200] "GET /a/b?c=d HTTP/1.1" 200 203023 ' +
  '"http://example.com/" "Mozilla/5.0 (X11; \\"odd\\" \\\\ x)"';

Deno.test("a combined line is parsed into its fields", () => {
  assertEquals(parseAccessLogLine(LINE, 1), {
    address: "203.0.113.9",
    timeMs: Date.parse("2015-05-17T08:05:03Z"),
    method: "GET",
    target: "/a/b?c=d",
    status: 200,
    bytes: 203023,
    referrer: "http://example.com/",
    userAgent: 'Mozilla/5.0 (X11; "odd" \\ x)',
  });
});

Deno.test("dashes mean nothing was sent or told", () => {
  const line = '::1 - - [29/Feb/2016:23:59:59 -0330] "-" 408 - "-" "-"';
  const entry = parseAccessLogLine(line, 1);
  assertEquals(entry.timeMs, Date.parse("2016-03-01T03:29:59Z"));
  assertEquals([entry.address, entry.method, entry.target], ["::1", "", ""]);
  assertEquals([entry.bytes, entry.referrer, entry.userAgent], [0, "", ""]);
});

Deno.test.each([
  [LINE.slice(0, -1), "is not in combined log format"],
  ["", "is not in combined log format"],
  [LINE.replace(" 200 ", " 2000 "), "is not in combined log format"],
  [LINE.replace("203.0.113.9", "host.example"), "does not begin with an address"],
  [LINE.replace("17/May", "31/Feb"), "has no valid time"],
  [LINE.replace("May", "Foo"), "has no valid time"],
  [LINE.replace(":10:", ":25:"), "has no valid time"],
])("the line %s is refused with its number", (line, reason) => {
  const error = assertThrows(() => parseAccessLogLine(line, 42), InputLineError);
  assertEquals([error.lineNumber, error.reason, error.code], [42, reason, "INPUT_LINE_INVALID"]);
  assertStringIncludes(error.message, "Line 42 of the input");
});

Deno.test("a line made to be slow is refused quickly", () => {
  const line = LINE.slice(0, -1) + '\\"'.repeat(200_000);
  assertThrows(() => parseAccessLogLine(line, 1), InputLineError);
});
