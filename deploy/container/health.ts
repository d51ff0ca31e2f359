/**
 * The health check of a container: asks the program's own `/readyz` and fails when it isn't ready.
 *
 *     deno run --allow-net=127.0.0.1 deploy/container/health.ts 8000
 */
const [port = "8000"] = Deno.args;
const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
  signal: AbortSignal.timeout(4000),
});
const body = (await response.text()).trim();
if (!response.ok) throw new Error(`Port ${port} answers ${response.status}: ${body}`);
console.log(body);
