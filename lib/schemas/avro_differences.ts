type Json = Readonly<Record<string, unknown>>;

/**
 * What changes from one Avro schema to another, a line a change: `+` is new, `-` is gone, `~` is
 * another now. Documentation is no change.
 */
export function avroDifferences(from: unknown, to: unknown): readonly string[] {
  return between(from, to, "");
}

function between(from: unknown, to: unknown, place: string): string[] {
  if (Array.isArray(from) && Array.isArray(to) && shown(from) === shown(to)) {
    return from.flatMap((branch, at) => between(branch, to[at], place));
  }
  if (!isObject(from) || !isObject(to) || from["type"] !== to["type"]) {
    return shown(from) === shown(to) ? [] : [`~ ${place || "type"}: ${shown(from)} → ${shown(to)}`];
  }
  const attributes = ["name", "namespace", "size", "default", "logicalType", "aliases"]
    .filter((name) => name !== "default" || from["type"] === "enum")
    .flatMap((name) => attribute(from, to, name, place));
  return [
    ...attributes,
    ...words(from["symbols"], to["symbols"], under(place, "symbol")),
    ...fields(from["fields"], to["fields"], place),
    ...["items", "values"].filter((part) => part in from)
      .flatMap((part) => between(from[part], to[part], under(place, part))),
  ];
}

function fields(from: unknown, to: unknown, place: string): string[] {
  const before = byName(from);
  const after = byName(to);
  const gone = [...before].filter(([name]) => !after.has(name))
    .map(([name, field]) => `- ${under(place, name)}: ${declared(field)}`);
  const rest = [...after].flatMap(([name, field]) => {
    const old = before.get(name);
    if (old === undefined) return [`+ ${under(place, name)}: ${declared(field)}`];
    const inside = under(place, name);
    return [
      ...between(old["type"], field["type"], inside),
      ...attribute(old, field, "default", inside),
      ...attribute(old, field, "aliases", inside),
    ];
  });
  return [...gone, ...rest];
}

function attribute(from: Json, to: Json, name: string, place: string): string[] {
  const before = from[name];
  const after = to[name];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const where = under(place, name);
  if (before === undefined) return [`+ ${where}: ${JSON.stringify(after)}`];
  if (after === undefined) return [`- ${where}: ${JSON.stringify(before)}`];
  return [`~ ${where}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
}

function words(from: unknown, to: unknown, what: string): string[] {
  const before = Array.isArray(from) ? from : [];
  const after = Array.isArray(to) ? to : [];
  return [
    ...before.filter((word) => !after.includes(word)).map((word) => `- ${what} ${word}`),
    ...after.filter((word) => !before.includes(word)).map((word) => `+ ${what} ${word}`),
  ];
}

function byName(fields: unknown): ReadonlyMap<string, Json> {
  const all = Array.isArray(fields) ? fields.filter(isObject) : [];
  return new Map(all.map((field) => [String(field["name"]), field]));
}

/** A field as one line: `string = "unknown"`. */
function declared(field: Json): string {
  const type = shown(field["type"]);
  return "default" in field ? `${type} = ${JSON.stringify(field["default"])}` : type;
}

/** A type in a few words. */
function shown(type: unknown): string {
  if (Array.isArray(type)) return type.map(shown).join(" | ");
  if (!isObject(type)) return String(type);
  const { name, type: kind } = type;
  if (typeof name === "string") return `${kind} ${name}`;
  if ("items" in type) return `array of ${shown(type["items"])}`;
  if ("values" in type) return `map of ${shown(type["values"])}`;
  return shown(kind);
}

function under(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
