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

const BASE64 = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"];

/** Orders as JSON, with photographs or with words; key and value have `bytes` bytes together. */
export function randomOrders(
  random: Random,
  topic: string,
  { count, bytes = 300, photos = false }: {
    readonly count: number;
    readonly bytes?: number;
    readonly photos?: boolean;
  },
): OrderRecord[] {
  const text = photos ? () => random.pick(BASE64) : () => `${random.pick(WORDS)} `;
  return Array.from({ length: count }, () => {
    const key = random.uuid();
    return { topic, partition: 0, key, value: orderText(random, key, bytes - key.length, text) };
  });
}

function orderText(
  random: Random,
  orderId: string,
  bytes: number,
  text: () => string,
): string {
  const fields = {
    order_id: orderId,
    user: random.pick(USERS),
    item: random.pick(ITEMS),
    quantity: random.int(1, 99),
    price_cents: random.int(100, 900_000),
  };
  const bare = JSON.stringify({ ...fields, note: "" }).length;
  let note = "";
  while (note.length < bytes - bare) note += text();
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
