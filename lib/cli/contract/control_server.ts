import { messageOf } from "../../core/mod.ts";
import type { ClusterControl } from "../../workshop/cluster/mod.ts";

/** What one line asks for; a hold is ended by its number. */
interface Asked {
  readonly what: string;
  readonly brokerId: number;
  readonly partition: { readonly topic: string; readonly partition: number };
  readonly hold: number;
}

/** Lets another process kill and revive brokers: tests of the contract run in one of their own. */
export function serveControl(
  control: ClusterControl,
): AsyncDisposable & { readonly address: string } {
  const holds: AsyncDisposable[] = [];
  const act = async (asked: Asked): Promise<number> => {
    if (asked.what === "kill") await control.kill(asked.brokerId);
    else if (asked.what === "revive") await control.revive(asked.brokerId);
    else if (asked.what === "moveLeader") {
      await control.moveLeader(asked.partition, asked.brokerId);
    } else if (asked.what === "hold") return holds.push(await control.holdReplication()) - 1;
    else await holds[asked.hold]?.[Symbol.asyncDispose]();
    return 0;
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      try {
        return Response.json(await act(await request.json()));
      } catch (error) {
        return new Response(messageOf(error), { status: 500 });
      }
    },
  );
  return {
    address: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
