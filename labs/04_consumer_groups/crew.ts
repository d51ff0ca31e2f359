import { waitFor } from "../../lib/core/mod.ts";
import {
  type Admin,
  connectKafka,
  type FetchedBatch,
  type GroupAssigner,
  type GroupSession,
  type KafkaConnection,
} from "../../lib/kafka/mod.ts";
import type { Subject } from "../../lib/workshop/mod.ts";
import type { Shares } from "./shares.ts";

/** The shortest session that brokers take by default. */
export const SESSION_MS = 6000;
const HEARTBEAT_MS = 100;
const SETTLE_MS = 15_000;

/** What a crew is made with. */
export interface CrewOptions {
  readonly connection: KafkaConnection;
  /** Reads the group straight from the cluster. */
  readonly admin: Admin;
  readonly groupId: string;
  readonly topic: string;
  /** Whose `assign` the group's leader asks. */
  readonly subject: Subject;
  /** Takes what members fetch. */
  readonly onBatch?: (name: string, batch: FetchedBatch) => void;
  readonly signal: AbortSignal;
}

/** Real members of a real group, whose leader shares out as the learner's `assign` says. */
export class Crew implements AsyncDisposable {
  readonly #options: CrewOptions;
  readonly #members = new Map<string, GroupSession>();
  readonly #stack = new AsyncDisposableStack();
  readonly #failed = Promise.withResolvers<never>();

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#failed.promise.catch(() => {});
  }

  /** A member joins; its client id is its name. */
  async join(name: string): Promise<GroupSession> {
    const { connection, groupId, topic, onBatch = () => {} } = this.#options;
    const kafka = this.#stack.use(connectKafka({ ...connection, clientId: name }));
    const joining = kafka.joinGroup({
      groupId,
      topics: [topic],
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: SESSION_MS,
      heartbeatIntervalMs: HEARTBEAT_MS,
      maxWaitMs: 100,
      assigner: this.#assigner(),
      onBatch: (batch) => onBatch(name, batch),
    });
    joining.catch(() => {});
    const session = await Promise.race([joining, this.#failed.promise]);
    this.#members.set(name, session);
    return session;
  }

  /** A member says goodbye. */
  async leave(name: string): Promise<void> {
    const session = this.#members.get(name)!;
    this.#members.delete(name);
    await session[Symbol.asyncDispose]();
  }

  /** A member by its name. */
  session(name: string): GroupSession {
    return this.#members.get(name)!;
  }

  /** A member is counted out; it may not know it. */
  forget(name: string): GroupSession {
    const session = this.#members.get(name)!;
    this.#members.delete(name);
    return session;
  }

  /**
   * Waits until the members that are left are in one generation; who has what, by name, as the
   * coordinator tells it.
   *
   * @throws {SubjectFailure} when `assign` fails
   */
  async settled(): Promise<Shares> {
    const { groupId, signal } = this.#options;
    const waiting = waitFor(() => this.#stable(), {
      what: `group ${groupId} to settle with ${this.#members.size} members`,
      timeoutMs: SETTLE_MS,
      signal,
    });
    waiting.catch(() => {});
    return await Promise.race([waiting, this.#failed.promise]);
  }

  async #stable(): Promise<Shares | undefined> {
    const [group] = await this.#options.admin.describeGroups([this.#options.groupId]);
    const names = group!.members.map(({ clientId }) => clientId).sort();
    const wanted = [...this.#members.keys()].sort();
    if (group!.state !== "Stable" || names.join() !== wanted.join()) return undefined;
    const generations = new Set(
      [...this.#members.values()].map(({ generation }) => generation?.id),
    );
    if (generations.size !== 1 || generations.has(undefined)) return undefined;
    return new Map(
      group!.members.map(({ clientId, assignment }): [string, number[]] => [
        clientId,
        assignment.map(({ partition }) => partition).sort((a, b) => a - b),
      ]).sort(([a], [b]) => a < b ? -1 : 1),
    );
  }

  #assigner(): GroupAssigner {
    return {
      name: "learned",
      assign: async (members, places) => {
        const partitions = places.map(({ partition }) => partition);
        const asked = members.map(({ memberId: id, owned }) => ({
          id,
          owned: owned.map(({ partition }) => partition),
        }));
        try {
          const answer = await this.#options.subject.call("assign", [asked, partitions]);
          return new Map(
            asked.map(({ id }) => [
              id,
              given(answer, id).flatMap((one) =>
                places.filter(({ partition }) => partition === one)
              ),
            ]),
          );
        } catch (error) {
          this.#failed.reject(error);
          throw error;
        }
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#members.values()].map((session) => session[Symbol.asyncDispose]()));
    await this.#stack.disposeAsync();
  }
}

/** What an answer gives a member; judging its form is left to the checks. */
function given(answer: unknown, id: string): unknown[] {
  const share = (answer as Record<string, unknown> | null | undefined)?.[id];
  return Array.isArray(share) ? share : [];
}
