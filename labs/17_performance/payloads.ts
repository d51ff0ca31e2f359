import type { Random } from "../../lib/core/mod.ts";

const WORDS = [
  ...["purchase", "login", "refund", "Jakarta", "Bandung", "Surabaya", "Medan", "mobile", "web"],
  ...["card", "transfer", "pending", "settled", "rupiah", "province", "customer", "session"],
] as const;
const COMMON = {
  schema: "https://example.com/schemas/event/3",
  client: { name: "shop-app", version: "4.12.1", platform: "android", locale: "id-ID" },
  location: { country: "Indonesia", timezone: "Asia/Jakarta", currency: "IDR" },
};
const TERMS = Array.from({ length: 40 }, (_, at) => `clause ${at} of the terms applies`).join("; ");
const KINDS = 512;
const encoder = new TextEncoder();

/** Values of a size, in turn: JSON events, or bytes that no codec makes smaller. */
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

/** Names and most values are the same in each, as in real events; a few words are not. */
function jsonOf(random: Random, bytes: number): Uint8Array {
  const event = {
    event_id: random.uuid(),
    occurred_at: new Date(1_700_000_000_000 + random.int(0, 1_000_000)).toISOString(),
    amount: random.int(1, 1_000_000),
    ...COMMON,
    note: `${random.pick(WORDS)} ${random.pick(WORDS)}`,
    terms: "",
  };
  const missing = bytes - JSON.stringify(event).length;
  return encoder.encode(JSON.stringify({ ...event, terms: TERMS.slice(0, Math.max(0, missing)) }));
}
