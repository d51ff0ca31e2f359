/** Looks whether built-in objects are still what they were. */
export interface Guard {
  /**
   * What was changed, such as `Array.prototype.map`; `undefined` when all is as it was. Changes are
   * undone, so that they can still be reported.
   */
  changed(): string | undefined;
}

const NAMES = [
  ..."Object Function Array String Number BigInt Boolean Symbol Math JSON Reflect Promise".split(
    " ",
  ),
  ..."Map Set WeakMap WeakSet WeakRef Date RegExp Error TypeError RangeError Proxy".split(" "),
  ..."ArrayBuffer DataView Int32Array Uint8Array Uint32Array BigInt64Array Iterator".split(" "),
  ..."TextEncoder TextDecoder AbortController AbortSignal EventTarget Event URL".split(" "),
  ..."WritableStream WritableStreamDefaultWriter ReadableStream".split(" "),
  ..."ReadableStreamDefaultReader Worker Deno console performance crypto Atomics Intl".split(" "),
];
const FUNCTIONS = [
  ..."setTimeout clearTimeout setInterval clearInterval queueMicrotask".split(" "),
  ..."structuredClone parseInt parseFloat isNaN isFinite encodeURIComponent fetch".split(" "),
];

/** Prototypes without a name: loops, async functions and bytes go through them. */
const NAMELESS: readonly (readonly [path: string, object: object])[] = [
  ["TypedArray.prototype", Object.getPrototypeOf(Uint8Array.prototype)],
  ["the prototype of array iterators", Object.getPrototypeOf([].values())],
  ["the prototype of Map iterators", Object.getPrototypeOf(new Map().values())],
  ["the prototype of Set iterators", Object.getPrototypeOf(new Set().values())],
  ["the prototype of string iterators", Object.getPrototypeOf(""[Symbol.iterator]())],
  ["the prototype of generators", Object.getPrototypeOf(function* () {}.prototype)],
  ["the prototype of async generators", Object.getPrototypeOf(async function* () {}.prototype)],
  ["the prototype of async functions", Object.getPrototypeOf(async () => {})],
];

/**
 * Remembers the built-in objects as they are now. Learner code shares them with the clients that it
 * calls and with the runner that reports, so a change of them makes every report worthless.
 */
export function watchBuiltIns(): Guard {
  const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
  const { getPrototypeOf, setPrototypeOf } = Reflect;
  const { is } = Object;
  const text = String;
  const watched: [path: string, object: object, key: PropertyKey, was: PropertyDescriptor][] = [];
  const keysOf: [path: string, object: object, keys: PropertyKey[]][] = [];
  const chains: [path: string, object: object, above: object | null][] = [];

  const watch = (path: string, object: object, sealed: boolean) => {
    const keys = ownKeys(object);
    chains[chains.length] = [path, object, getPrototypeOf(object)];
    if (sealed) keysOf[keysOf.length] = [path, object, keys];
    for (const key of keys) {
      const was = getOwnPropertyDescriptor(object, key);
      // Plain data such as Error.stackTraceLimit may change: libraries set it.
      if (was === undefined || (typeof was.value !== "function" && !was.get && !was.set)) continue;
      watched[watched.length] = [`${path}.${text(key)}`, object, key, was];
    }
  };
  for (const name of NAMES) {
    const value = (globalThis as unknown as Record<string, object & { prototype?: object }>)[name];
    if (value === undefined) continue;
    watch(name, value, false);
    if (value.prototype !== undefined) watch(`${name}.prototype`, value.prototype, true);
  }
  for (const [path, object] of NAMELESS) watch(path, object, true);
  for (const name of [...NAMES, ...FUNCTIONS]) {
    const was = getOwnPropertyDescriptor(globalThis, name);
    if (was !== undefined) watched[watched.length] = [name, globalThis, name, was];
  }

  // Indexed loops: a for-of would run through the very iterators that may have been replaced.
  const replaced = () => {
    let found: string | undefined;
    for (let at = 0; at < watched.length; at++) {
      const entry = watched[at]!;
      const now = getOwnPropertyDescriptor(entry[1], entry[2]);
      const was = entry[3];
      if (now && is(now.value, was.value) && now.get === was.get && now.set === was.set) continue;
      defineProperty(entry[1], entry[2], was);
      found ??= entry[0];
    }
    return found;
  };
  const added = () => {
    let found: string | undefined;
    for (let at = 0; at < keysOf.length; at++) {
      const entry = keysOf[at]!;
      const now = ownKeys(entry[1]);
      for (let each = 0; each < now.length; each++) {
        if (contains(entry[2], now[each]!)) continue;
        deleteProperty(entry[1], now[each]!);
        found ??= `${entry[0]}.${text(now[each])}`;
      }
    }
    return found;
  };
  const rechained = () => {
    let found: string | undefined;
    for (let at = 0; at < chains.length; at++) {
      const entry = chains[at]!;
      if (getPrototypeOf(entry[1]) === entry[2]) continue;
      setPrototypeOf(entry[1], entry[2]);
      found ??= `what ${entry[0]} inherits from`;
    }
    return found;
  };
  return { changed: () => replaced() ?? added() ?? rechained() };
}

function contains(keys: readonly PropertyKey[], key: PropertyKey): boolean {
  for (let at = 0; at < keys.length; at++) if (keys[at] === key) return true;
  return false;
}
