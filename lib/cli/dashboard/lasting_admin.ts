import { withDeadline, WorkshopError } from "../../core/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";

/** How long a question may take, in milliseconds. */
const CALL_TIMEOUT_MS = 20_000;
const CLOSE_TIMEOUT_MS = 2000;

/**
 * An admin session that outlives the cluster's absence: it is opened when it is first asked, and
 * opened anew by the call after one that failed for want of a connection.
 */
export function lastingAdmin(kafka: Pick<Kafka, "admin">): Admin {
  let session: Promise<Admin> | undefined;
  const close = async () => {
    const closing = session;
    session = undefined;
    const closed = async () => await (await closing)?.[Symbol.asyncDispose]();
    await withDeadline(closed(), {
      what: "closing the dashboard's connection",
      timeoutMs: CLOSE_TIMEOUT_MS,
    }).catch(() => {});
  };
  const call = async (name: string, args: readonly unknown[]) => {
    session ??= kafka.admin();
    const used = session;
    try {
      const answered = async () => {
        const admin = await used as unknown as Record<string, (...all: unknown[]) => unknown>;
        return await admin[name]!(...args);
      };
      const what = `the cluster's answer to ${name}`;
      return await withDeadline(answered(), { what, timeoutMs: CALL_TIMEOUT_MS });
    } catch (error) {
      if (session === used && isLost(error)) void close();
      throw error;
    }
  };
  return new Proxy({} as Admin, {
    get(_, name) {
      if (name === Symbol.asyncDispose) return close;
      // a promise that resolves with this session must not take it for another promise
      if (typeof name === "symbol" || name === "then") return undefined;
      return (...args: unknown[]) => call(name, args);
    },
  });
}

function isLost(error: unknown): boolean {
  return !(error instanceof WorkshopError) || error.retriable || !error.definite;
}
