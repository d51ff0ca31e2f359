import { type CheckContext, type Subject, SubjectFailure } from "../../lib/workshop/mod.ts";
import { type DocumentStore, watched } from "./document_store.ts";
import type { OrderRecord } from "./orders.ts";

/** The time limit is for so many: a slow store must not look like an endless loop. */
const RECORDS_AT_ONCE = 20;

/** Somebody who applies records to a store, and can die of it. */
export interface Clerk {
  /** Applies records one after another; tells whether it lived to the end of it. */
  apply(store: DocumentStore, records: readonly OrderRecord[]): Promise<"done" | "killed">;
  /** Ends it at once; a successor, who remembers nothing, takes its place. */
  kill(): Promise<void>;
}

/** The learner's function in a process of its own; each killed one is followed by another. */
export async function subjectClerk(context: CheckContext): Promise<Clerk> {
  let subject: Subject | undefined = await context.subject();
  return {
    async apply(store, records) {
      subject ??= await context.subject();
      const mine = subject;
      const trouble: unknown[] = [];
      const handle = handleOf(store, trouble);
      try {
        for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
          const calls = records.slice(at, at + RECORDS_AT_ONCE).map((record) => [handle, record]);
          for (const outcome of await mine.outcomes("applyOnce", calls)) {
            mine.valueOf("applyOnce", outcome);
          }
        }
        return "done";
      } catch (error) {
        if (isKill(error)) return "killed";
        throw trouble[0] ?? error;
      }
    },
    async kill() {
      const dying = subject;
      subject = undefined;
      await dying?.kill();
    },
  };
}

/** What the learner's function is handed; trouble of the store itself is not its fault. */
export function handleOf(store: DocumentStore, trouble: unknown[]) {
  const noting =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) => async (...args: A) => {
      try {
        return await call(...args);
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof Killed)) trouble.push(error);
        throw error;
      }
    };
  return {
    get: noting(store.get),
    put: noting(store.put),
    putIf: noting(store.putIf),
    add: noting(store.add),
  };
}

/** Whether a process ended because the harness killed it. */
export function isKill(error: unknown): boolean {
  return error instanceof SubjectFailure && error.kind === "killed by the harness";
}

/** Thrown where a function of the harness's own would have died. */
export class Killed extends Error {}

/** A function of the lab's own, for comparison: being killed is an error that nobody catches. */
export function localClerk(
  apply: (store: DocumentStore, record: OrderRecord) => Promise<void>,
): Clerk {
  return {
    async apply(store, records) {
      try {
        for (const record of records) await apply(store, record);
        return "done";
      } catch (error) {
        if (error instanceof Killed) return "killed";
        throw error;
      }
    },
    kill: () => Promise.resolve(),
  };
}

/** A point at which a clerk dies: before or after a call, or when it is done but not committed. */
export interface KillPoint {
  readonly step: number;
  readonly side: "before" | "after";
}

/** Applies a record and kills the clerk at a point; "done" when it never came there. */
export async function killedAt(
  clerk: Clerk,
  run: { readonly store: DocumentStore; readonly record: OrderRecord; readonly point: KillPoint },
): Promise<{ readonly end: "done" | "killed"; readonly call: string }> {
  const { store, record, point: { step: fatal, side } } = run;
  let at = "";
  const strike = async (step: number, call: string) => {
    if (step !== fatal) return;
    at = call;
    await clerk.kill();
    throw new Killed();
  };
  const end = await clerk.apply(watched(store, { [side]: strike }), [record]);
  return { end, call: at };
}
