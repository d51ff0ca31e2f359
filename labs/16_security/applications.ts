import { type Random, shuffled } from "../../lib/core/mod.ts";

/** Names that are meant: the one, or all that begin so. */
export interface Names {
  readonly name: string;
  readonly match: "exactly" | "prefix";
}

/** What an application does, as `minimalAcls` is told. */
export interface Application {
  readonly user: string;
  readonly writes: readonly Names[];
  readonly reads: readonly Names[];
  readonly group?: Names;
  readonly transactionalId?: Names;
}

/** An application, and the names that stand beside those it may use. */
export interface Case {
  readonly what: string;
  readonly application: Application;
  /** Topics that there must be: those it uses, and those it must not. */
  readonly topics: readonly string[];
  /** Topics that it may write to, and read. */
  readonly writable: readonly string[];
  readonly readable: readonly string[];
  /** Topics that look like its own and are not. */
  readonly foreign: readonly string[];
}

const SUBJECTS = ["orders", "payments", "returns", "refunds", "stock", "prices", "visits"];
const REGIONS = ["eu", "us", "id", "jp", "br"];

/** Something that only writes, one that only reads, one that does it all, and one that copies. */
export function randomCases(random: Random): Case[] {
  // Not from the seed: a replay must not meet what an earlier run left behind.
  const run = crypto.randomUUID().slice(0, 6);
  return [writer(random, run), reader(random, run), processor(random, run), copier(random, run)];
}

function writer(random: Random, run: string): Case {
  const [other] = picked(random, 1, run);
  const region = random.pick(REGIONS);
  // It looks like those with the dot, and does not begin so.
  const one = `${other}-${region}`;
  // A prefix within a prefix, too: its rule would be one too many, though it is listed first.
  const writes = put(random, exactly(one), [prefix(`${other}.${region}.`), prefix(`${other}.`)]);
  const writable = [one, `${other}.${region}`, `${other}.${region}.late`];
  return {
    what: "writes only, in transactions",
    application: {
      user: `shop-${run}`,
      writes,
      reads: [],
      transactionalId: exactly(`shop-${run}`),
    },
    topics: [...writable, `${one}.old`, `${other}-old`],
    writable,
    readable: [],
    foreign: [`${one}.old`, `${other}-old`],
  };
}

function reader(random: Random, run: string): Case {
  const [one, other, third] = picked(random, 3, `${run}r`);
  const region = random.pick(REGIONS);
  const readable = [one!, `${other}.${region}`, third!, `${third}.${region}`];
  return {
    what: "reads only, and commits in transactions",
    application: {
      user: `report-${run}`,
      writes: [],
      // What begins with a name is that name, too, whichever of the two is listed first: the one
      // that is meant exactly would be one too many.
      reads: shuffled(random, [
        [exactly(one!)],
        [exactly(third!), prefix(third!)],
        [prefix(`${other}.`), exactly(`${other}.`)],
      ]).flat(),
      group: prefix(`report-${run}-`),
      transactionalId: exactly(`report-${run}`),
    },
    topics: [...readable, `${one}2`, `${other}-old`, third!.slice(0, -1)],
    writable: [],
    readable,
    foreign: [`${one}2`, `${other}-old`, third!.slice(0, -1)],
  };
}

function processor(random: Random, run: string): Case {
  const [input, output, both] = picked(random, 3, `${run}p`);
  const region = random.pick(REGIONS);
  const result = `${output}.${region}`;
  // The one among all that begin so, and listed after them: its rule would be one too many.
  const reads = put(random, exactly(both!), [
    prefix(`${input}.`),
    exactly(`${input}.${region}`),
  ]);
  // The one is among those that it reads, the other among those that it writes: to read is not to
  // write, and each needs a rule of its own.
  const done = `${input}.Done`;
  return {
    what: "reads, writes, in transactions",
    application: {
      user: `risk-${run}`,
      writes: shuffled(random, [prefix(`${output}.`), exactly(both!), exactly(done)]),
      reads: put(random, exactly(result), reads),
      group: exactly(`risk-${run}`),
      transactionalId: prefix(`risk-${run}-`),
    },
    topics: [`${input}.${region}`, result, `${output}.7`, both!, done, `${input}-old`, output!],
    writable: [result, `${output}.7`, both!, done],
    readable: [`${input}.${region}`, both!, done, result],
    foreign: [`${input}-old`, output!],
  };
}

/** Without a group and without transactions. */
function copier(random: Random, run: string): Case {
  const [from, to] = picked(random, 2, `${run}c`);
  return {
    what: "reads and writes, in no group and no transactions",
    application: { user: `copy-${run}`, writes: [exactly(to!)], reads: [exactly(from!)] },
    topics: [from!, to!],
    writable: [to!],
    readable: [from!],
    foreign: [],
  };
}

function exactly(name: string): Names {
  return { name, match: "exactly" };
}

function prefix(name: string): Names {
  return { name, match: "prefix" };
}

function picked(random: Random, count: number, run: string): string[] {
  return shuffled(random, SUBJECTS).slice(0, count).map((name) => `lab16-${run}-${name}`);
}

/** A name somewhere in a list that stays in its order. */
function put(random: Random, name: Names, list: readonly Names[]): Names[] {
  return list.toSpliced(random.int(0, list.length), 0, name);
}

/** A name that is one of those that are meant. */
export function oneOf({ name, match }: Names): string {
  return match === "prefix" ? `${name}7` : name;
}

/** A name that looks like those that are meant and is not. */
export function notOneOf({ name, match }: Names): string {
  return match === "prefix" ? name.slice(0, -1) : `${name}-2`;
}
