import type { Random } from "../../lib/core/mod.ts";
import type { ConsumedRecord, Kafka } from "../../lib/kafka/mod.ts";
import type { ProducerRecord } from "../../lib/producer/mod.ts";

/** A record whose key tells it from all others. */
export interface OrderRecord extends ProducerRecord {
  readonly key: string;
  readonly value: string;
}

const WORDS =
  "please deliver to the back door after six in the evening and ring twice the neighbour has a key leave it with the porter call before you come gift wrap no receipt fragile keep dry this side up"
    .split(" ");
const ITEMS = ["MONITOR", "KEYBOARD", "USB-C cable", "LAPTOP", "HEADSET", "WEBCAM"];
const USERS = ["Ayu", "Budi", "Citra", "Dewi", "Hana", "Kartika", "Rudi", "Sari"];

/** Orders as JSON; key and value have `bytes` bytes together. */
export function randomOrders(
  random: Random,
  topic: string,
  { count, bytes = 300 }: { readonly count: number; readonly bytes?: number },
): OrderRecord[] {
  return Array.from({ length: count }, () => {
    const key = random.uuid();
    return { topic, partition: 0, key, value: orderText(random, key, bytes - key.length) };
  });
}

const PHOTO_KEY_BYTES = 16;

/** Photographs as a camera packs them, which no codec makes smaller; `bytes` bytes with their keys. */
export function randomPhotos(
  random: Random,
  topic: string,
  { count, bytes }: { readonly count: number; readonly bytes: number },
): ProducerRecord[] {
  return Array.from({ length: count }, () => {
    const key = random.bytes(PHOTO_KEY_BYTES);
    return { topic, partition: 0, key, value: random.bytes(bytes - PHOTO_KEY_BYTES) };
  });
}

function orderText(random: Random, orderId: string, bytes: number): string {
  const fields = {
    order_id: orderId,
    user: random.pick(USERS),
    item: random.pick(ITEMS),
    quantity: random.int(1, 99),
    price_cents: random.int(100, 900_000),
  };
  const bare = JSON.stringify({ ...fields, note: "" }).length;
  let note = "";
  while (note.length < bytes - bare) note += `${random.pick(WORDS)} `;
  return JSON.stringify({ ...fields, note: note.slice(0, Math.max(0, bytes - bare)) });
}

/** How often each key lies in a topic. */
export async function copiesByKey(kafka: Kafka, topic: string): Promise<Map<string, number>> {
  const copies = new Map<string, number>();
  for await (const record of kafka.read({ topic })) {
    const key = keyOf(record);
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  return copies;
}

function keyOf({ key }: ConsumedRecord): string {
  return new TextDecoder().decode(key ?? new Uint8Array());
}
