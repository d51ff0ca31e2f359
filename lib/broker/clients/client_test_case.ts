import { messageOf } from "../../core/mod.ts";
import { clientArguments, openTarget, type Target } from "./target.ts";

const { kafka, all } = clientArguments(Deno.args);

/** A client that may be on this machine. */
export interface Client {
  /** How people call it, with its version. */
  readonly name: string;
  /** Why it can't be used here; `undefined` when it can. */
  readonly missing: string | undefined;
}

/** Runs a client once to see whether it is there, and says so loudly when it is not. */
export async function findClient<C extends Client>(
  name: string,
  probe: () => Promise<C | undefined>,
): Promise<C | Client> {
  let why = "it is not installed";
  try {
    const found = await probe();
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) why = messageOf(error);
  }
  const missing = `No tests with ${name}: ${why}; .ci/clients installs it`;
  if (!all) console.log(missing);
  return { name, missing };
}

/**
 * Registers a test that runs a client against a cluster of its own. Without the client it is
 * ignored, or fails when all clients were asked for.
 */
export function clientTest(
  client: Client,
  claim: string,
  run: (target: Target) => Promise<void>,
): void {
  Deno.test({
    name: `${client.name} ${claim}`,
    ignore: client.missing !== undefined && !all,
    async fn() {
      if (client.missing !== undefined) throw new Error(client.missing);
      await using target = await openTarget(kafka);
      await run(target);
    },
  });
}
