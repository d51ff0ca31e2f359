/** A group, what comes into its topic, and what happens to it, second by second of the lab's clock. */
export interface Plan {
  readonly name: string;
  readonly partitions: number;
  /** What happens, in words. */
  readonly story: string;
  /** Records that come into a partition in a second. */
  readonly incoming: (second: number, partition: number) => number;
  /** Records of a partition that the member can do in a second. @default {all that are there} */
  readonly capacity?: (second: number, partition: number) => number;
  /** Seconds between two commits. @default {1} */
  readonly commitEvery?: number;
  /** From which second on its group has no member. @default {it stays} */
  readonly gone?: number;
  /** When somebody sets the group back, and to the records of which second. @default {never} */
  readonly setBack?: { readonly at: number; readonly to: number };
  /** Seconds between which its Fetch requests are held back on the wire. @default {never} */
  readonly held?: Span;
}

/** A time with its beginning and without its end, in seconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Whether a second lies in a span. */
export function isIn({ from, until }: Span, second: number): boolean {
  return second >= from && second < until;
}

/** More is asked of the member than it can do, for a while; then it catches up. */
export function throttled(
  { name = "invoices", rate, capacity, span, afterwards = 10 * rate }: {
    readonly name?: string;
    readonly rate: number;
    readonly capacity: number;
    readonly span: Span;
    readonly afterwards?: number;
  },
): Plan {
  return {
    name,
    partitions: 1,
    story: `${rate} records a second, done at ${capacity} from ${span.from} to ${span.until} s`,
    incoming: () => rate,
    capacity: (second) => {
      if (isIn(span, second)) return capacity;
      return second < span.from ? Infinity : afterwards;
    },
  };
}

/** A record now and then, and from some second on nobody who reads them. */
export function deserted({ name = "letters", every, gone }: {
  readonly name?: string;
  readonly every: number;
  readonly gone: number;
}): Plan {
  return {
    name,
    partitions: 1,
    story: `a record every ${every} s; its only member leaves at ${gone} s`,
    incoming: (second) => second % every === 0 ? 1 : 0,
    gone,
  };
}

/** A member that is there, and gets nothing. */
export function starved({ name = "orders", rate, span }: {
  readonly name?: string;
  readonly rate: number;
  readonly span: Span;
}): Plan {
  return {
    name,
    partitions: 1,
    story: `${rate} records a second; fetches are held back from ${span.from} to ${span.until} s`,
    incoming: () => rate,
    held: span,
  };
}

/** One partition stands still, at a record that can't be done; the others go on. */
export function stuck({ name = "parcels", rate, partitions, partition: at, span }: {
  readonly name?: string;
  readonly rate: number;
  readonly partitions: number;
  readonly partition: number;
  readonly span: Span;
}): Plan {
  return {
    name,
    partitions,
    story: `partition ${at} of ${partitions} stands still from ${span.from} to ${span.until} s`,
    incoming: () => rate,
    capacity: (second, partition) => partition === at && isIn(span, second) ? 0 : Infinity,
  };
}

/** Two partitions that stand still one after the other: before the one goes on, the other stops. */
export function handedOn({ name = "visits", rate, first, second }: {
  readonly name?: string;
  readonly rate: number;
  readonly first: Span;
  readonly second: Span;
}): Plan {
  const spans = [first, second];
  return {
    name,
    partitions: spans.length,
    story: spans.map(({ from, until }, at) =>
      `partition ${at} stands still from ${from} to ${until} s`
    )
      .join(", "),
    incoming: () => rate,
    capacity: (now, partition) => isIn(spans[partition]!, now) ? 0 : Infinity,
  };
}

/** A member that keeps up, until its group is set back and what was done is to be done again. */
export function startedOver({ name = "receipts", rate, at, to }: {
  readonly name?: string;
  readonly rate: number;
  readonly at: number;
  readonly to: number;
}): Plan {
  const capacity = 3 * rate;
  return {
    name,
    partitions: 1,
    story: `set back at ${at} s to what came at ${to} s, done at ${capacity} a second from then on`,
    incoming: () => rate,
    capacity: (second) => second < at ? Infinity : capacity,
    setBack: { at, to },
  };
}

/** Very many records at once, and a member that is quick. */
export function burst({ name = "prices", rate, records, at, capacity }: {
  readonly name?: string;
  readonly rate: number;
  readonly records: number;
  readonly at: number;
  readonly capacity: number;
}): Plan {
  const each = Math.ceil(records / 2);
  return {
    name,
    partitions: 1,
    story: `${2 * each} records in two seconds at ${at} s, done at ${capacity} a second`,
    incoming: (second) => isIn({ from: at, until: at + 2 }, second) ? each : rate,
    capacity: () => capacity,
  };
}

/** A member that keeps up, and commits now and then. */
export function inBatches({ name = "report", rate, partitions = 1, commitEvery }: {
  readonly name?: string;
  readonly rate: number;
  readonly partitions?: number;
  readonly commitEvery: number;
}): Plan {
  return {
    name,
    partitions,
    story: `${partitions * rate} records a second, done at once, committed every ${commitEvery} s`,
    incoming: () => rate,
    commitEvery,
  };
}

/** From some second on nothing comes any more; with `gone` its member leaves after that. */
export function quiet({ name, last, gone }: {
  readonly name: string;
  readonly last: number;
  readonly gone?: number;
}): Plan {
  return {
    name,
    partitions: 1,
    story: `nothing comes after ${last} s` + (gone === undefined ? "" : ", and nobody is there"),
    incoming: (second) => second <= last && second % 2 === 0 ? 1 : 0,
    ...(gone === undefined ? {} : { gone }),
  };
}

/** A wait that climbs to a limit and then goes up and down across it, with each commit. */
export function sawtooth({ name = "claims", rate, from, commitEvery, share, climb, stay }: {
  readonly name?: string;
  readonly rate: number;
  readonly from: number;
  readonly commitEvery: number;
  /** What part of the records is done while the wait climbs. */
  readonly share: number;
  /** For how many seconds it climbs. */
  readonly climb: number;
  /** For how many seconds it stays, on average. */
  readonly stay: number;
}): Plan {
  const climbing = { from, until: from + climb };
  const staying = { from: from + climb, until: from + climb + stay };
  return {
    name,
    partitions: 1,
    story: `falls behind from ${from} s on, and commits every ${commitEvery} s`,
    incoming: () => rate,
    capacity: (second) => {
      if (isIn(climbing, second)) return Math.round(rate * share);
      if (isIn(staying, second)) return rate;
      return second < from ? Infinity : 5 * rate;
    },
    commitEvery,
  };
}

/** A wait that goes past the upper limit once, and then stays between the limits for very long. */
export function lingering({ name = "returns", from, stay }: {
  readonly name?: string;
  readonly from: number;
  /** For how many seconds it stays. */
  readonly stay: number;
}): Plan {
  const standing = { from, until: from + 40 };
  const staying = { from: standing.until, until: standing.until + stay };
  const incoming = (second: number) => (second - from) % 4 === 0 ? 1 : 0;
  return {
    name,
    partitions: 1,
    story:
      `stands still from ${from} to ${staying.from} s, is 20 to 24 s late until ${staying.until} s`,
    incoming,
    capacity: (second) => {
      if (isIn(standing, second)) return 0;
      if (second === staying.from) return 5;
      return isIn(staying, second) ? incoming(second) : Infinity;
    },
  };
}
