import type { Startup } from "./messages.ts";

/**
 * Tells the harness from a thread of its own when the process uses more memory than it may: V8's
 * limit covers neither array buffers nor a main thread that never comes to rest. It keeps the process
 * alive until it is disposed.
 */
export function startMemoryWatch({ port, nonce, memoryLimitBytes }: Startup): Disposable {
  const source = `
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
    const timer = setInterval(async () => {
      const bytes = Deno.memoryUsage().rss;
      if (bytes <= ${memoryLimitBytes}) return;
      clearInterval(timer);
      const line = JSON.stringify({ nonce: "${nonce}", type: "memory", bytes }) + "\\n";
      await connection.write(new TextEncoder().encode(line));
    }, 25);
  `;
  const url = `data:application/javascript,${encodeURIComponent(source)}`;
  const worker = new Worker(url, { type: "module" });
  return { [Symbol.dispose]: () => worker.terminate() };
}
