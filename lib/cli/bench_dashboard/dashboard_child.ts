// A dashboard in a process of its own, so that memory and processor time are its alone.
import process from "node:process";
import { messageOf } from "../../core/mod.ts";
import { dashboardOn } from "../dashboard/dashboard_on.ts";
import type { DashboardNews } from "./dashboard_process.ts";

const EVERY_MS = 5000;
/** There under `--expose-gc`: what lives is what may leak, garbage comes and goes. */
const { gc = () => {} } = globalThis as { readonly gc?: () => void };

function tell(news: DashboardNews): void {
  console.log(JSON.stringify(news));
}

function sample(): DashboardNews {
  const { user, system } = process.cpuUsage();
  gc();
  const { rss, heapUsed, external } = Deno.memoryUsage();
  const cpuSeconds = (user + system) / 1e6;
  return { kind: "sample", cpuSeconds, processBytes: rss, heapBytes: heapUsed + external };
}

try {
  const { url } = await dashboardOn({ servers: Deno.args[0]! });
  tell({ kind: "open", url });
  setInterval(() => tell(sample()), EVERY_MS);
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
