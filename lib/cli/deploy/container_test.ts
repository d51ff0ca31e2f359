import { assertEquals, assertStringIncludes } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { createMeter, HealthRegistry, serveMonitoring } from "../../monitoring/mod.ts";
import { freePorts } from "../../workshop/cluster/mod.ts";
import { ROOT } from "../docs/project_tasks.ts";

/** Runs a program of the image as the compose file does. */
function container(file: string, net: string, args: readonly string[]): Deno.Command {
  return new Deno.Command("deno", {
    args: ["run", "--quiet", "--no-prompt", `--allow-net=${net}`, file, ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
}

async function health(port: number): Promise<{ code: number; said: string }> {
  const command = container("deploy/container/health.ts", "127.0.0.1", [String(port)]);
  const { code, stdout, stderr } = await command.output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("the health check passes when the program is ready, and says why it isn't", async () => {
  const registry = new HealthRegistry();
  await using server = serveMonitoring({ port: 0, meter: createMeter(), health: registry });
  const starting = await health(server.port);
  assertEquals(starting.code, 1);
  assertStringIncludes(starting.said, "answers 503: not ready: starting");
  registry.started();
  assertEquals(await health(server.port), { code: 0, said: "ok\n" });
});

Deno.test("the health check fails where nothing listens", async () => {
  const [port] = await freePorts(1);
  assertEquals((await health(port!)).code, 1);
});

Deno.test("connections are carried to the loopback, and cut while nothing listens there", async () => {
  const [outside, inside] = await freePorts(2) as [number, number];
  const net = `0.0.0.0:${outside},127.0.0.1`;
  const ports = [String(outside), String(inside)];
  await using carrier = container("deploy/container/forward.ts", net, ports).spawn();
  const ask = () => fetch(`http://127.0.0.1:${outside}/`).then((answer) => answer.text());
  await waitFor(() => connects(outside), { what: "the carrier to listen", timeoutMs: 60_000 });
  assertEquals(await ask().catch(() => "cut"), "cut");
  await using _server = Deno.serve(
    { port: inside, hostname: "127.0.0.1", onListen() {} },
    (request) => new Response(`asked as ${request.headers.get("host")}`),
  );
  assertEquals(await ask(), `asked as 127.0.0.1:${outside}`);
  carrier.kill("SIGTERM");
  await Promise.all([carrier.stdout.cancel(), carrier.stderr.cancel()]);
});

async function connects(port: number): Promise<true | undefined> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return undefined;
  }
}
