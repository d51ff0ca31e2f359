import net from "node:net";

const CHILD = new URL("./_bad_frame_child.ts", import.meta.url).href;
/** A length of −2, and a little behind it. */
const BAD_FRAME = Uint8Array.of(0xff, 0xff, 0xff, 0xfe, 1, 2, 3, 4);

/** How a process ended, and what it said. */
export interface Ending {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Lets a client in a process of its own meet a frame whose length can't be. */
export async function meetBadFrame(kind: "bare" | "ours"): Promise<Ending> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => socket.write(BAD_FRAME));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `localhost:${(server.address() as net.AddressInfo).port}`;
  const args = [
    "run",
    "--quiet",
    "--frozen",
    "--no-prompt",
    "--ignore-env",
    "--allow-net=localhost",
  ];
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [...args, CHILD, kind, address],
  }).output();
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}
