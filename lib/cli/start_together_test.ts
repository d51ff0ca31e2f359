import { assertEquals, assertRejects } from "@std/assert";
import type { RunningRole } from "../systems/mod.ts";
import { startTogether } from "./start_together.ts";

class FakeRole implements RunningRole<string> {
  readonly #end = Promise.withResolvers<void>();
  readonly closed = this.#end.promise;
  readonly name: string;
  stops = 0;

  constructor(name: string) {
    this.name = name;
    this.closed.catch(() => {});
  }

  fail(): void {
    this.#end.reject(new Error(`${this.name} failed`));
  }

  stop(): Promise<string> {
    this.stops++;
    this.#end.resolve();
    return Promise.resolve(this.name);
  }

  statistics(): string {
    return this.name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

Deno.test("runs that start together give their statistics and stop together", async () => {
  const roles = [new FakeRole("a"), new FakeRole("b")];
  const together = await startTogether(roles.map((role) => () => Promise.resolve(role)));
  assertEquals(together.statistics(), ["a", "b"]);
  assertEquals(await together.stop(), ["a", "b"]);
  await together.closed;
});

Deno.test("when one can't go on the others end, and its failure is told", async () => {
  const [a, b] = [new FakeRole("a"), new FakeRole("b")];
  const together = await startTogether([a, b].map((role) => () => Promise.resolve(role)));
  b.fail();
  await assertRejects(() => together.closed, Error, "b failed");
  assertEquals(a.stops, 1);
});

Deno.test("when one can't start those that did are stopped", async () => {
  const a = new FakeRole("a");
  const starts = [() => Promise.resolve(a), () => Promise.reject(new Error("no group"))];
  await assertRejects(() => startTogether(starts), Error, "no group");
  assertEquals(a.stops, 1);
});
