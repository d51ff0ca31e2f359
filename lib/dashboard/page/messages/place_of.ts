import type { RecordLine } from "../../messages/record_view.ts";
import { hrefOf } from "../place.ts";

/** A record as the address names it: `2-15`. */
export function placeName({ partition, offset }: Pick<RecordLine, "partition" | "offset">): string {
  return `${partition}-${offset}`;
}

/** The place that an address names; `undefined` when it names none. */
export function placeIn(
  text: string,
): { readonly partition: number; readonly offset: string } | undefined {
  const match = /^(\d{1,6})-(\d{1,19})$/.exec(text);
  return match === null ? undefined : { partition: Number(match[1]), offset: match[2]! };
}

/** The page of messages at one record. */
export function recordHref(topic: string, partition: number, offset: string): string {
  return hrefOf("/messages", {
    topic,
    from: "offset",
    offset,
    partitions: String(partition),
    record: `${partition}-${offset}`,
  });
}

/** The same for `orders/0/12`, as headers tell an origin; topics have no slash. */
export function originHref(origin: string): string {
  const [topic = "", partition = "0", offset = "0"] = origin.split("/");
  return recordHref(topic, Number(partition), offset);
}
