import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { isWildcard, parseListenAddress, urlHost } from "./address.ts";

Deno.test("an address may leave its port out, and IPv6 stands in brackets", () => {
  assertEquals(parseListenAddress("0.0.0.0:8090"), {
    hostname: "0.0.0.0",
    port: 8090,
    explicitPort: true,
  });
  assertEquals(parseListenAddress("192.168.1.5"), {
    hostname: "192.168.1.5",
    port: 8090,
    explicitPort: false,
  });
  assertEquals(parseListenAddress("[::]:9000").hostname, "::");
  assertEquals(parseListenAddress("classroom.local:0").port, 0);
  assertEquals([urlHost("::1"), urlHost("10.0.0.1")], ["[::1]", "10.0.0.1"]);
  assertEquals(["0.0.0.0", "::", "::1", "10.0.0.1"].map(isWildcard), [true, true, false, false]);
});

Deno.test.each(["", "http://x:1", "a:b", "1.2.3.4:99999", "::", "a b", "[x]:1", "-x", "a/b"])(
  '"%s" is no address',
  (text) => {
    assertThrows(() => parseListenAddress(text), ConfigError, "no address to listen on");
  },
);
