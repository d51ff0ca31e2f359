import { assertEquals } from "@std/assert";
import type { ClusterControl } from "./cluster/mod.ts";
import { ScopedControl } from "./scoped_control.ts";

function recording(): { readonly calls: string[]; readonly control: ClusterControl } {
  const calls: string[] = [];
  const note = (call: string) => {
    calls.push(call);
    return Promise.resolve();
  };
  return {
    calls,
    control: {
      brokerIds: [0, 1, 2],
      kill: (id) => note(`kill ${id}`),
      revive: (id) => note(`revive ${id}`),
      moveLeader: ({ topic }, id) => note(`move ${topic} to ${id}`),
      async holdReplication() {
        await note("hold");
        return { [Symbol.asyncDispose]: () => note("release") };
      },
      cleanNow: (topic) => note(`clean ${topic}`),
    },
  };
}

Deno.test("what a check leaves killed or held is undone at its end", async () => {
  const { calls, control } = recording();
  {
    await using scoped = new ScopedControl(control);
    await scoped.kill(1);
    await scoped.kill(2);
    await scoped.revive(1);
    await scoped.holdReplication();
    calls.length = 0;
  }
  assertEquals(calls, ["release", "revive 2"]);
});

Deno.test("what a check has undone by itself is not undone again", async () => {
  const { calls, control } = recording();
  {
    await using scoped = new ScopedControl(control);
    await scoped.kill(0);
    await scoped.revive(0);
    const held = await scoped.holdReplication();
    await held[Symbol.asyncDispose]();
    await held[Symbol.asyncDispose]();
  }
  assertEquals(calls, ["kill 0", "revive 0", "hold", "release"]);
});
