import { assertEquals } from "@std/assert";
import { randomEventFormat, validateMessage } from "../schemas/mod.ts";
import { openEventInput, randomEventOfLine } from "./event_input.ts";

const LOG = "../shared/data/access.log.gz";

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

if (!exists(LOG)) {
  console.warn(`Skipped: ${LOG} is not here, so no real access log is read by these tests`);
}

Deno.test({
  name: "all 10,000 lines of a real access log are events or rejected with their number",
  ignore: !exists(LOG),
  fn: async () => {
    await using input = await openEventInput(LOG);
    const types = new Map<string, number>();
    const ids = new Set<unknown>();
    const rejected: number[] = [];
    let last = 0;
    for await (const line of input.lines(randomEventOfLine)) {
      last = line.lineNumber;
      if (line.kind !== "event") {
        rejected.push(line.lineNumber);
        continue;
      }
      const { type, value } = validateMessage(line.value, randomEventFormat());
      types.set(type, (types.get(type) ?? 0) + 1);
      ids.add(value.event_id);
    }
    assertEquals(last, 10_000);
    assertEquals(rejected, [8899]);
    assertEquals(ids.size, 9_999);
    assertEquals(types.get("error"), 220);
  },
});
