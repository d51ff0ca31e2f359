import { dial, lookupsEnded } from "./socket.ts";

Deno.test("a socket that is given up while its name is looked up leaves nothing behind in the end", async () => {
  const socket = dial({ host: "localhost", port: 9 }, false, () => {});
  socket.on("error", () => {});
  socket.destroy();
  await lookupsEnded();
});
