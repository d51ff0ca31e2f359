import { type AvroType, typeName } from "./compatibility_avro_types.ts";
import { digitsOf, isObject, numberOf } from "./compatibility_json_text.ts";

const INT_BITS = 32;
const LONG_BITS = 64;

/**
 * Says why a JSON value can't be the default of a field of this type, or `undefined`. The default of
 * a union may be of any of its branches.
 */
export function defaultProblem(type: AvroType, value: unknown): string | undefined {
  if (fits(type, value)) return undefined;
  const shown = JSON.stringify(value);
  return `${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown} is no ${typeName(type)}`;
}

function fits(type: AvroType, value: unknown): boolean {
  switch (type.kind) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "int":
      return isWhole(value, INT_BITS);
    case "long":
      return isWhole(value, LONG_BITS);
    case "float":
    case "double":
      return numberOf(value) !== undefined;
    case "string":
    case "bytes":
    case "enum":
    case "fixed":
      return typeof value === "string";
    case "array":
      return Array.isArray(value) && value.every((item) => fits(type.items, item));
    case "map":
      return isObject(value) && Object.values(value).every((item) => fits(type.values, item));
    case "union":
      return type.branches.some((branch) => fits(branch, value));
    case "record":
      return isObject(value) && type.fields.every((field) => {
        if (Object.hasOwn(value, field.name)) return fits(field.type, value[field.name]);
        return field.default !== undefined;
      });
  }
}

function isWhole(value: unknown, bits: number): boolean {
  const digits = digitsOf(value);
  if (digits === undefined || !/^-?\d+(\.0+)?$/.test(digits)) return false;
  const whole = BigInt(digits.replace(/\..*$/, ""));
  return BigInt.asIntN(bits, whole) === whole;
}
