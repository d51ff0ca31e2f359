import type net from "node:net";
import { messageOf, WorkshopError } from "../core/mod.ts";
import { CorruptDataError } from "./errors.ts";
import { FrameGuard } from "./frame_guard.ts";

/**
 * Stands between a socket and kafkajs, whose decoder throws in a data handler, which ends the
 * process: a length that can't be and any other fault of decoding end this connection only.
 */
export function guardedSocket(
  socket: net.Socket,
  peer: string,
  onWarning: ((warning: WorkshopError) => void) | undefined,
): net.Socket {
  const guard = new FrameGuard({ peer });
  const on = socket.on.bind(socket);
  const end = socket.end.bind(socket);
  const fail = (error: unknown) => {
    const warning = error instanceof WorkshopError ? error : undecodable(peer, error);
    onWarning?.(warning);
    socket.destroy(warning);
  };
  const guarded = (listener: (chunk: Uint8Array) => void) => (chunk: Uint8Array) => {
    if (socket.destroyed) return;
    try {
      guard.accept(chunk);
      listener(chunk);
    } catch (error) {
      fail(error);
    }
  };
  return Object.assign(socket, {
    on(event: string, listener: (...values: unknown[]) => void) {
      return on(event, event === "data" ? guarded(listener) : listener);
    },
    /** kafkajs half-closes and then waits for the broker: a broker that hangs would keep it open. */
    end(...values: unknown[]) {
      end(...values as []);
      socket.destroySoon();
      return socket;
    },
  }) as net.Socket;
}

function undecodable(peer: string, cause: unknown): CorruptDataError {
  return new CorruptDataError(`What ${peer} sent can't be decoded: ${messageOf(cause)}`, {
    code: "MALFORMED_ANSWER",
    retriable: true,
    definite: false,
    cause,
  });
}
