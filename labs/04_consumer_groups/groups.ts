import { type Random, shuffled } from "../../lib/core/mod.ts";
import type { Member, Question } from "./shares.ts";

/** Members as clients name them: the client id and something random. */
export function randomMembers(random: Random, count: number): Member[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${random.pick(["billing", "mail", "stock"])}-${at}-${
      random.int(0x1000, 0xffff).toString(16)
    }`,
    owned: [],
  }));
}

/** Groups of all kinds: new ones, uneven ones, too many members, and such whose claims are stale. */
export function randomGroups(random: Random, count: number): Question[] {
  return Array.from({ length: count }, (_, at) => randomGroup(random, at));
}

function randomGroup(random: Random, at: number): Question {
  const members = randomMembers(random, random.int(1, 12));
  const partitions = numbers(random.pick([0, 1, 3, members.length, random.int(2, 40)]));
  const claim = CLAIMS[at % CLAIMS.length]!;
  return { members: shuffled(random, claim(random, members, partitions)), partitions };
}

type Claim = (
  random: Random,
  members: readonly Member[],
  partitions: readonly number[],
) => Member[];

/** What members may say that they had. */
const CLAIMS: readonly Claim[] = [
  // A new group.
  (_, members) => [...members],
  // All by one, the others have just come.
  (_, members, partitions) =>
    members.map(({ id }, at) => ({ id, owned: at === 0 ? partitions : [] })),
  // Any distribution, each partition claimed once at most.
  (random, members, partitions) => {
    const owners = partitions.map(() => random.int(-1, members.length - 1));
    return members.map(({ id }, at) => ({
      id,
      owned: partitions.filter((_, index) => owners[index] === at),
    }));
  },
  // Some were away and come back with what others have got meanwhile.
  (random, members, partitions) =>
    members.map(({ id }) => ({ id, owned: partitions.filter(() => random.next() < 0.4) })),
  // Of another topic's size: some of what they had does not exist.
  (random, members, partitions) =>
    members.map(({ id }, at) => ({
      id,
      owned: numbers(partitions.length + 8).filter((one) => one % members.length === at)
        .filter(() => random.next() < 0.8),
    })),
  // What they have, and some of what they had before they were away.
  (random, members, partitions) =>
    evenOwners(members, partitions).map(({ id, owned }) => ({
      id,
      owned: partitions.filter((one) => owned.includes(one) || random.next() < 0.3),
    })),
  // In a row: each claims what the next one has as well.
  (random, members, partitions) => {
    const even = evenOwners(members, partitions);
    const ordered = random.pick([even, even.toReversed()]);
    return ordered.map(({ id, owned }, at) => ({
      id,
      owned: [...owned, ...ordered[at + 1]?.owned ?? []].sort((a, b) => a - b),
    }));
  },
];

function evenOwners(
  members: readonly Member[],
  partitions: readonly number[],
  turn = 0,
): Member[] {
  return members.map(({ id }, at) => ({
    id,
    owned: partitions.filter((_, index) => (index + turn) % members.length === at),
  }));
}

/**
 * The same members and partitions, evenly owned and nothing claimed twice. The second turn differs
 * from the first in who has what, and in the order in which members come.
 */
export function evenShares({ members, partitions }: Question, turn: 0 | 1): Question {
  const owners = evenOwners(members, partitions, turn);
  return { members: turn === 0 ? owners : owners.toReversed(), partitions };
}

/** All groups name their members alike: what is remembered by a name is wrong for the next group. */
export function alike({ members, partitions }: Question): Question {
  return { members: named("member", members), partitions };
}

/** The members under names that count them. */
export function named(name: string, members: readonly Member[]): Member[] {
  return members.map(({ owned }, at) => ({ id: `${name}-${at}`, owned }));
}

/** Something happens to a group: somebody joins or leaves, or partitions are added. */
export function nextQuestion(
  random: Random,
  { members, partitions }: Question,
  spares: Member[],
): { readonly question: Question; readonly event: string } {
  const kind = random.pick(["join", "join", "leave", "grow"]);
  if (kind === "leave" && members.length > 1) {
    const leaver = random.pick(members);
    const rest = members.filter((member) => member !== leaver);
    return {
      question: { members: shuffled(random, rest), partitions },
      event: `${leaver.id} leaves a group of ${members.length}`,
    };
  }
  const joiner = kind === "grow" ? undefined : spares.pop();
  if (joiner === undefined) {
    const count = partitions.length + random.int(1, 3);
    return {
      question: { members: shuffled(random, members), partitions: numbers(count) },
      event: `the topic grows from ${partitions.length} to ${count} partitions`,
    };
  }
  return {
    question: { members: shuffled(random, [...members, joiner]), partitions },
    event: `${joiner.id} joins a group of ${members.length}`,
  };
}

/**
 * The topic was deleted and made anew with fewer partitions. Those who have one more of what is left
 * had fewer before than the others: who goes by the length of claims takes it from them.
 */
export function shrunkTopic(
  random: Random,
): { readonly question: Question; readonly event: string } {
  const members = randomMembers(random, random.int(2, 5));
  const least = random.int(1, 3);
  const larger = random.int(1, members.length - 1);
  const partitions = numbers(least * members.length + larger);
  let left = 0;
  let gone = partitions.length;
  const owners = members.map(({ id }, at) => {
    const kept = numbers(at < larger ? least + 1 : least).map(() => left++);
    return { id, owned: at < larger ? kept : [...numbers(3).map(() => gone++), ...kept] };
  });
  return {
    question: { members: shuffled(random, owners), partitions },
    event: `the topic is made anew with ${left} of ${gone} partitions`,
  };
}

/** 0, 1, 2 and so on. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
