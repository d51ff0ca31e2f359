import type { Startup } from "./messages.ts";

/**
 * Watches the process from a thread of its own, which runs even while the main thread never comes to
 * rest. It tells the harness when the process uses more memory than it may, since V8's limit does not
 * cover array buffers; and when the harness is gone, it ends the process. It keeps the process alive
 * until it is disposed.
 */
export function startWatchdog({ port, nonce, memoryLimitBytes }: Startup): Disposable {
  const source = `
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: ${port} });
    const timer = setInterval(async () => {
      const bytes = Deno.memoryUsage().rss;
      if (bytes <= ${memoryLimitBytes}) return;
      clearInterval(timer);
      const line = JSON.stringify({ nonce: "${nonce}", type: "memory", bytes }) + "\\n";
      await connection.write(new TextEncoder().encode(line));
    }, 25);
    const buffer = new Uint8Array(16);
    try {
      while (await connection.read(buffer) !== null);
    } catch {}
    // A Worker can't end its process, but running out of memory does. The main thread has gone by
    // then, unless learner code keeps it busy for ever.
    setTimeout(() => { for (const all = [];;) all.push(new Array(10_000).fill({})); }, 1000);
  `;
  const url = `data:application/javascript,${encodeURIComponent(source)}`;
  const worker = new Worker(url, { type: "module" });
  return { [Symbol.dispose]: () => worker.terminate() };
}
