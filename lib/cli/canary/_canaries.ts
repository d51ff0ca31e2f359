import { assertEquals } from "@std/assert";
import { EventGenerator, poisonFrom } from "../../events/mod.ts";
import { seededRandom } from "../../core/mod.ts";
import type { OutgoingRecord } from "../../kafka/mod.ts";

/** Secrets that no output may show, by where each of them was put. */
export const CANARIES = {
  password: "canary1PasswordZq",
  uri: "canary2UriZq",
  key: "canary3KeyZq",
  value: "canary4ValueZq",
  header: "canary5HeaderZq",
} as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Demands that a canary is in none of the texts. */
export function demandSilence(outputs: Readonly<Record<string, string>>): void {
  const leaks = Object.entries(outputs).flatMap(([place, text]) =>
    Object.values(CANARIES).flatMap((canary) => {
      const at = text.indexOf(canary);
      return at === -1 ? [] : [`${place}: …${text.slice(Math.max(0, at - 200), at + 80)}…`];
    })
  );
  assertEquals(leaks, []);
}

/**
 * Events with canaries in their fields: good ones, and after them every kind of poison. Type, status,
 * city and device of a good event are what statistics count by, and are shown.
 */
export function canaryValues(seed: string): string[] {
  const random = seededRandom(seed);
  const generator = new EventGenerator({ random });
  const spoiled = () => {
    const event = generator.next();
    return {
      ...event,
      metadata: { ...event.metadata, user_agent: CANARIES.value },
    };
  };
  const good = Array.from({ length: 20 }, spoiled).map((event) => JSON.stringify(event));
  const whole = spoiled();
  const poison = [
    decoder.decode(poisonFrom(whole, random, "unknown_type").value),
    decoder.decode(poisonFrom(whole, random, "missing_field").value),
    decoder.decode(poisonFrom(whole, random, "wrong_type").value),
    `${CANARIES.value} is no JSON`,
    `{"event_id": ${CANARIES.value}}`,
    JSON.stringify({ ...whole, event_type: CANARIES.value }),
    JSON.stringify({ ...whole, user_id: CANARIES.value }),
    JSON.stringify({ ...whole, [CANARIES.value]: CANARIES.value }),
    JSON.stringify({ ...whole, timestamp: CANARIES.value }),
    JSON.stringify(CANARIES.value),
  ];
  return [...good, ...poison];
}

/** The same as records, with canaries in key and header too. */
export function canaryRecords(seed: string): OutgoingRecord[] {
  return canaryValues(seed).map((value) => ({
    key: encoder.encode(CANARIES.key),
    value: encoder.encode(value),
    headers: [{ name: "tenant", value: encoder.encode(CANARIES.header) }],
  }));
}

/** How many of the records are poison. */
export const POISONED = 10;
