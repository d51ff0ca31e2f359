import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { formatAddress, parseAddresses, sameAddress } from "./address.ts";

Deno.test("addresses are read with commas between them", () => {
  const read = parseAddresses("localhost:9092, 10.0.0.1:1,[::1]:9093");
  assertEquals(read, [
    { host: "localhost", port: 9092 },
    { host: "10.0.0.1", port: 1 },
    { host: "::1", port: 9093 },
  ]);
  assertEquals(read.map(formatAddress), ["localhost:9092", "10.0.0.1:1", "[::1]:9093"]);
});

Deno.test("what is no address is told with an example", () => {
  for (const text of ["", "localhost", "localhost:", ":9092", "a:70000", "a:1,"]) {
    assertThrows(() => parseAddresses(text), ConfigError, "as in localhost:9092");
  }
});

Deno.test("the names of the loopback count as one", () => {
  const [a, b, c, d] = parseAddresses("localhost:1,127.0.0.1:1,localhost:2,kafka:1");
  assertEquals([sameAddress(a!, b!), sameAddress(a!, c!), sameAddress(a!, d!)], [
    true,
    false,
    false,
  ]);
});
