import { systemClock } from "../../core/mod.ts";
import { type Run, runProgram } from "./java.ts";

/** Processes of this machine that may have been started by another run of ours. */
export interface ProcessControl {
  /** Whether the process runs and its command line holds `mark`, so that a reused id is no match. */
  isRunning(pid: number, mark: string): Promise<boolean>;
  /** Asks a process to end, or ends it at once. */
  end(pid: number, how: "gently" | "at once"): Promise<void>;
}

/** Control by `ps` and `kill`, or by `tasklist` and `taskkill` on Windows. */
export function processControl(
  os: typeof Deno.build.os = Deno.build.os,
  run: Run = runProgram,
): ProcessControl {
  return os === "windows" ? windowsControl(run) : unixControl(run);
}

function unixControl(run: Run): ProcessControl {
  return {
    async isRunning(pid, mark) {
      if (!(await run("kill", ["-0", String(pid)])).success) return false;
      const answer = await run("ps", ["-ww", "-p", String(pid), "-o", "stat=,args="])
        .catch(() => undefined);
      if (answer === undefined) return true;
      return answer.success && !answer.stdout.trimStart().startsWith("Z") &&
        answer.stdout.includes(mark);
    },
    async end(pid, how) {
      await run("kill", [how === "gently" ? "-TERM" : "-KILL", String(pid)]);
    },
  };
}

/** A console-less Java can't be asked to end on Windows: it is ended, and recovers at its start. */
function windowsControl(run: Run): ProcessControl {
  return {
    async isRunning(pid) {
      const filter = ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"];
      return (await run("tasklist", filter)).stdout.toLowerCase().includes('"java.exe"');
    },
    async end(pid) {
      await run("taskkill", ["/F", "/PID", String(pid)]);
    },
  };
}

/** Ends a process: asks first, forces when `deadlineMs` have passed; resolves when it is gone. */
export async function endProcess(
  control: ProcessControl,
  process: { readonly pid: number; readonly mark: string },
  deadlineMs: number,
): Promise<void> {
  const { pid, mark } = process;
  if (!await control.isRunning(pid, mark)) return;
  await control.end(pid, "gently");
  if (await isGone(control, process, deadlineMs)) return;
  await control.end(pid, "at once");
  await isGone(control, process, 5000);
}

async function isGone(
  control: ProcessControl,
  process: { readonly pid: number; readonly mark: string },
  deadlineMs: number,
): Promise<boolean> {
  const endMs = systemClock.monotonicMs() + deadlineMs;
  while (await control.isRunning(process.pid, process.mark)) {
    if (systemClock.monotonicMs() >= endMs) return false;
    await systemClock.sleep(100);
  }
  return true;
}
