/**
 * Carries connections of other machines to a port of this container's loopback: the dashboard
 * listens nowhere else, and stays its own judge of who may ask.
 *
 *     deno run --allow-net=0.0.0.0:18080,127.0.0.1:8080 deploy/container/forward.ts 18080 8080
 */
const [from, to] = Deno.args.map(Number);
if (!isPort(from) || !isPort(to)) {
  throw new Error("Two ports are needed: the one to listen on and the one to carry to");
}
const listener = Deno.listen({ hostname: "0.0.0.0", port: from });
for await (const client of listener) void carry(client, to);

async function carry(client: Deno.TcpConn, port: number): Promise<void> {
  try {
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  } catch {
    // Nobody listens there yet: the client sees its connection end and asks again.
    client.close();
  }
}

function isPort(port: number | undefined): port is number {
  return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
}
