import { assertEquals, assertThrows } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { alertFigures } from "./alert_proof.ts";

Deno.test("each line that the trial prints of an alert is a figure", () => {
  const output = "running 1 test\n" +
    "StoreDown, by a store that was closed: shown after 1.8 s, gone after 1.0 s\n" +
    "----- output end -----\n";
  assertEquals(alertFigures(output, 5), [
    { what: "times as fast as in production", value: "5" },
    {
      what: "StoreDown by a store that was closed",
      value: "on the overview after 1.8 s, gone 1.0 s after the cause ended",
    },
  ]);
});

Deno.test("a trial that tells nothing shows nothing", () => {
  assertThrows(() => alertFigures("ok | 1 passed\n", 5), WorkshopError, "told nothing");
});
