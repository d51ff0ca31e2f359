import type { Random } from "../../lib/core/mod.ts";
import { type AvroSchema, avroSchemaOf } from "../../lib/schemas/mod.ts";

/** The four versions of the event schema, from `schemas/evolution`. */
export function eventVersions(): readonly AvroSchema[] {
  return [1, 2, 3, 4].map((version) => avroSchemaOf(`evolution/event_v${version}.avsc`));
}

/** An event with all that any version has, cut to what this one has. */
export function eventOfVersion(random: Random, { text }: AvroSchema): Record<string, unknown> {
  const all: Readonly<Record<string, unknown>> = {
    event_id: random.uuid(),
    event_type: random.pick(["purchase", "click", "search"]),
    user_id: random.int(1, 9999),
    timestamp: 1_718_706_645_000,
    value: random.int(1, 400) / 4,
    status: "success",
    city: "Bandung",
    referrer: "/promo",
    province: "Jawa Barat",
    device: random.pick([null, "mobile"]),
    source: "web",
  };
  const { fields } = JSON.parse(text) as { readonly fields: readonly { readonly name: string }[] };
  return Object.fromEntries(fields.map(({ name }) => [name, all[name]]));
}
