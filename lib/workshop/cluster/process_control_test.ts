import { assert, assertEquals } from "@std/assert";
import type { Run } from "./java.ts";
import { endProcess, processControl } from "./process_control.ts";

/** A process table of one process that ends at a given signal. */
function fakeUnix(endsAt: "-TERM" | "-KILL", args: string) {
  let running = true;
  const signals: string[] = [];
  const run: Run = (program, [first = ""]) => {
    if (program === "kill" && first !== "-0") {
      signals.push(first);
      if (first === endsAt) running = false;
    }
    return Promise.resolve({ success: running, stdout: `S ${args}`, stderr: "" });
  };
  return { run, signals };
}

Deno.test("a process that ends when asked is not forced", async () => {
  const { run, signals } = fakeUnix("-TERM", "java kafka.Kafka /d/server.properties");
  const process = { pid: 7, mark: "/d/server.properties" };
  await endProcess(processControl("linux", run), process, 1000);
  assertEquals(signals, ["-TERM"]);
});

Deno.test("a process that does not end when asked is forced", async () => {
  const { run, signals } = fakeUnix("-KILL", "java kafka.Kafka /d/server.properties");
  const process = { pid: 7, mark: "/d/server.properties" };
  await endProcess(processControl("darwin", run), process, 0);
  assertEquals(signals, ["-TERM", "-KILL"]);
});

Deno.test("a process that took over an old id is left alone", async () => {
  const { run, signals } = fakeUnix("-TERM", "vim notes");
  await endProcess(processControl("linux", run), { pid: 7, mark: "/d/server.properties" }, 0);
  assertEquals(signals, []);
});

Deno.test("Windows asks tasklist and taskkill", async () => {
  const calls: string[] = [];
  const run: Run = (program, args) => {
    calls.push([program, ...args].join(" "));
    return Promise.resolve({ success: true, stdout: '"java.exe","7","Console"', stderr: "" });
  };
  const control = processControl("windows", run);
  assert(await control.isRunning(7, "anything"));
  await control.end(7, "gently");
  assertEquals(calls, ["tasklist /FI PID eq 7 /FO CSV /NH", "taskkill /F /PID 7"]);
});
