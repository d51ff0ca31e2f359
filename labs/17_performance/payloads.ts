import type { Random } from "../../lib/core/mod.ts";

const WORDS = [
  ...["purchase", "login", "refund", "Jakarta", "Bandung", "Surabaya", "Medan", "mobile", "web"],
  ...["card", "transfer", "pending", "settled", "rupiah", "province", "customer", "session"],
] as const;
const KINDS = 512;
const encoder = new TextEncoder();

/** Values of a size, in turn: JSON of a few words, or bytes that no codec makes smaller. */
export function payloads(
  random: Random,
  kind: "text" | "random",
  bytes: number,
): (index: number) => Uint8Array {
  const made = Array.from(
    { length: KINDS },
    () => kind === "random" ? random.bytes(bytes) : jsonOf(random, bytes),
  );
  return (index) => made[index % KINDS]!;
}

function jsonOf(random: Random, bytes: number): Uint8Array {
  const event = { event_id: random.uuid(), amount: random.int(1, 1_000_000), note: "" };
  while (JSON.stringify(event).length < bytes) event.note += `${random.pick(WORDS)} `;
  return encoder.encode(JSON.stringify(event)).slice(0, bytes);
}
