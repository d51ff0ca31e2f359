import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { examine, type Finding, isHealthy, type Machine, thisMachine } from "./doctor.ts";

const HEALTHY: Machine = {
  run: (program) => {
    const stdout = program === "deno" ? "deno 2.9.6 (stable)" : `openjdk version "17.0.15"`;
    return Promise.resolve({ success: true, stdout, stderr: "" });
  },
  denoVersion: "2.9.6",
  isPortFree: () => true,
  freeBytes: () => Promise.resolve(10 * 1024 ** 3),
  tryWriting: () => Promise.resolve(),
  localhost: () => Promise.resolve({ v4: true, v6: true }),
  reachesByHttp: () => Promise.resolve(true),
};

async function finding(what: string, changed: Partial<Machine>): Promise<Finding> {
  const findings = await examine({ ...HEALTHY, ...changed });
  const found = findings.find((each) => each.what === what);
  assert(found !== undefined, `no finding of ${what}`);
  assertEquals(found.remedy === undefined, found.state === "good");
  return found;
}

Deno.test("a healthy machine needs no remedy", async () => {
  const findings = await examine(HEALTHY);
  assertEquals(findings.filter((each) => each.state !== "good"), []);
  assert(isHealthy(findings));
});

Deno.test("an old Deno stops the workshop", async () => {
  const old = await finding("Deno", { denoVersion: "2.8.9" });
  assertEquals(old.state, "bad");
  assertStringIncludes(old.remedy!, "npx -y deno@2.9.6");
  assertEquals((await finding("Deno", { denoVersion: "2.10.0" })).state, "good");
});

Deno.test("a missing deno on the PATH stops learner code", async () => {
  const missing = { run: () => Promise.reject(new Error("No such file")) };
  assertEquals((await finding("deno on the PATH", missing)).state, "bad");
});

Deno.test("a taken port, a missing Java and a full disk only limit", async () => {
  assertEquals(
    (await finding("port 9092", { isPortFree: (port) => port !== 9092 })).state,
    "limited",
  );
  const noJava: Machine["run"] = (program) =>
    program === "java" ? Promise.reject(new Error("none")) : HEALTHY.run(program, []);
  const java = await finding("Java", { run: noJava });
  assertEquals(java.state, "limited");
  assertStringIncludes(java.remedy!, "adoptium.net");
  assertEquals(
    (await finding("disk", { freeBytes: () => Promise.resolve(1000) })).state,
    "limited",
  );
});

Deno.test("a proxy that takes what is meant for this machine only limits, with what to set", async () => {
  const led = await finding("HTTP to this host", {
    reachesByHttp: (host) => Promise.resolve(host === "127.0.0.1"),
  });
  assertEquals(led.state, "limited");
  assertStringIncludes(led.says, "what asks localhost does not get there");
  assertStringIncludes(led.remedy!, "NO_PROXY=localhost,127.0.0.1");
});

Deno.test("a folder that can't be written to and a localhost that leads nowhere are bad", async () => {
  const refused = { tryWriting: () => Promise.reject(new Error("Permission denied")) };
  assertEquals((await finding("writing here", refused)).state, "bad");
  const nowhere = { localhost: () => Promise.resolve({ v4: false, v6: true }) };
  assertEquals((await finding("localhost", nowhere)).state, "bad");
});

Deno.test("this machine's localhost can be tried", async () => {
  assertEquals((await thisMachine.localhost()).v4, true);
});
