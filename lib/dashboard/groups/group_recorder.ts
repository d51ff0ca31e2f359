import { changesBetween, type GroupLook, isRebalancing, type RebalanceView } from "./rebalance.ts";

/** How much is kept. */
export interface GroupRecorderOptions {
  /** Rebalances kept for each group, the latest. @default {50} */
  readonly maxRebalances?: number;
  /** Rebalances kept of all groups together, the latest. @default {5000} */
  readonly maxTotal?: number;
  /** Who came and who went is named up to so many; the others are only counted. @default {20} */
  readonly maxNames?: number;
}

interface Watched {
  /** The last look that found the group settled; `undefined` while there was none. */
  settled: GroupLook | undefined;
  lastLookMs: number;
  /** When the look before the rebalance was; `undefined` when it was seen midway first. */
  beforeMs: number | undefined;
  current: RebalanceView | undefined;
  count: number;
  done: RebalanceView[];
}

/** Notes the rebalances of all groups from looks at them; it keeps the latest of each group. */
export class GroupRecorder {
  readonly #maxRebalances: number;
  readonly #maxTotal: number;
  readonly #maxNames: number;
  readonly #groups = new Map<string, Watched>();
  /** Whose rebalances are kept, in the order in which they ended. */
  #kept: Watched[] = [];

  /** A recorder that has seen nothing. */
  constructor(options: GroupRecorderOptions = {}) {
    this.#maxRebalances = options.maxRebalances ?? 50;
    this.#maxTotal = options.maxTotal ?? 5000;
    this.#maxNames = options.maxNames ?? 20;
  }

  /** Notes what a look at `atMs` saw of all groups; those that are gone are forgotten. */
  observe(groups: readonly (GroupLook & { readonly groupId: string })[], atMs: number): void {
    const there = new Set(groups.map(({ groupId }) => groupId));
    const gone = [...this.#groups.keys()].filter((groupId) => !there.has(groupId));
    for (const groupId of gone) this.#groups.delete(groupId);
    if (gone.length > 0) {
      const still = new Set(this.#groups.values());
      this.#kept = this.#kept.filter((watched) => still.has(watched));
    }
    for (const group of groups) this.#look(group.groupId, group, atMs);
  }

  /** A group's rebalances, the latest first; one that goes on has no end. */
  rebalances(groupId: string): readonly RebalanceView[] {
    const watched = this.#groups.get(groupId);
    if (watched === undefined) return [];
    const { current, done } = watched;
    return [...(current === undefined ? [] : [current]), ...done.toReversed()];
  }

  /** How many rebalances of a group were seen, those that are no longer kept too. */
  count(groupId: string): number {
    return this.#groups.get(groupId)?.count ?? 0;
  }

  #look(groupId: string, look: GroupLook, atMs: number): void {
    const watched = this.#groups.get(groupId);
    if (watched === undefined) {
      this.#groups.set(groupId, this.#first(look, atMs));
      return;
    }
    if (isRebalancing(look.state)) this.#goesOn(watched, look, atMs);
    else this.#settles(watched, look, atMs);
    watched.lastLookMs = atMs;
  }

  #first(look: GroupLook, atMs: number): Watched {
    const settled = isRebalancing(look.state) ? undefined : look;
    const watched: Watched = {
      settled,
      lastLookMs: atMs,
      beforeMs: undefined,
      current: undefined,
      count: 0,
      done: [],
    };
    if (settled === undefined) this.#goesOn(watched, look, atMs);
    return watched;
  }

  #goesOn(watched: Watched, look: GroupLook, atMs: number): void {
    const { current, settled } = watched;
    if (current === undefined) {
      watched.count += 1;
      watched.beforeMs = settled === undefined ? undefined : watched.lastLookMs;
    }
    const startedAtMs = current?.startedAtMs ?? atMs;
    const states = current?.states ?? [];
    watched.current = {
      number: watched.count,
      startedAtMs,
      endedAtMs: null,
      minMs: atMs - startedAtMs,
      maxMs: null,
      states: states.at(-1) === look.state ? states : [...states, look.state].slice(-20),
      ...this.#changes(settled, look),
      members: look.members.length,
      // nothing is assigned in the midst of it
      moved: 0,
    };
  }

  #settles(watched: Watched, look: GroupLook, atMs: number): void {
    const { settled, current, beforeMs, lastLookMs } = watched;
    const changes = this.#changes(settled, look);
    watched.settled = look;
    if (current !== undefined) {
      watched.current = undefined;
      const maxMs = beforeMs === undefined ? null : atMs - beforeMs;
      const states = [...current.states, look.state];
      const members = look.members.length;
      this.#keep(watched, { ...current, ...changes, endedAtMs: atMs, maxMs, states, members });
    } else if (changes.joinedCount + changes.leftCount + changes.moved > 0) {
      watched.count += 1;
      this.#keep(watched, {
        ...changes,
        number: watched.count,
        startedAtMs: lastLookMs,
        endedAtMs: atMs,
        minMs: 0,
        maxMs: atMs - lastLookMs,
        states: [look.state],
        members: look.members.length,
      });
    }
  }

  #changes(before: GroupLook | undefined, after: GroupLook) {
    if (before === undefined) {
      return { joined: [], joinedCount: 0, left: [], leftCount: 0, moved: 0 };
    }
    const { joined, left, moved } = changesBetween(before, after);
    return {
      joined: joined.slice(0, this.#maxNames),
      joinedCount: joined.length,
      left: left.slice(0, this.#maxNames),
      leftCount: left.length,
      moved,
    };
  }

  #keep(watched: Watched, rebalance: RebalanceView): void {
    watched.done.push(rebalance);
    this.#kept.push(watched);
    if (watched.done.length > this.#maxRebalances) this.#drop(this.#kept.indexOf(watched));
    if (this.#kept.length > this.#maxTotal) this.#drop(0);
  }

  /** Lets the oldest rebalance go of the group that stands there. */
  #drop(at: number): void {
    const [watched] = this.#kept.splice(at, 1);
    watched?.done.shift();
  }
}
