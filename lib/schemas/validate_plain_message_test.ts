import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { SchemaValidationError } from "./errors.ts";
import { dataMessageSchema, orderSchema } from "./formats.ts";
import { type CompiledSchema, validatePlainMessage } from "./message_format.ts";

const ORDER = {
  order_id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  user: "HAKKACHE",
  item: "MONITOR",
  quantity: 1,
};
const DATA = {
  id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  name: "item_12345678",
  created_at: "2023-07-15T12:34:56.789Z",
  metadata: { source: "system-a", version: "1.0.0" },
};

const accept = (value: unknown, schema: CompiledSchema) =>
  validatePlainMessage(JSON.stringify(value), schema);

function refusal(value: unknown, schema: CompiledSchema): SchemaValidationError {
  return assertThrows(() => accept(value, schema), SchemaValidationError);
}

Deno.test("the sample order is valid, an order with anything else in a field is not", () => {
  assertEquals(accept(ORDER, orderSchema()), ORDER);
  for (const quantity of [1.5, "1", 0, -1, null]) {
    assertEquals(refusal({ ...ORDER, quantity }, orderSchema()).pointer, "/quantity");
  }
  assertEquals(refusal({ ...ORDER, order_id: "abc123" }, orderSchema()).pointer, "/order_id");
  assertEquals(refusal({ ...ORDER, user: 7 }, orderSchema()).pointer, "/user");
  assertEquals(refusal({ ...ORDER, item: "" }, orderSchema()).pointer, "/item");
  for (const field of Object.keys(ORDER)) {
    assertEquals(refusal({ ...ORDER, [field]: undefined }, orderSchema()).stage, "payload");
  }
  refusal({ ...ORDER, price: 1 }, orderSchema());
});

Deno.test("the sample data item is valid with and without metadata", () => {
  assertEquals(accept(DATA, dataMessageSchema()), DATA);
  accept({ ...DATA, metadata: undefined }, dataMessageSchema());
  accept({ ...DATA, created_at: "2023-07-15T12:34:56Z" }, dataMessageSchema());
});

Deno.test("a data item with a bad name, time or version is refused there", () => {
  const schema = dataMessageSchema();
  for (const name of ["item_1234567", "item_123456789", "Item_12345678", "item_1234567a"]) {
    assertEquals(refusal({ ...DATA, name }, schema).pointer, "/name");
  }
  for (const created_at of ["2023-07-15", "2023-07-15T12:34:56.789+02:00", 1689424496789]) {
    assertEquals(refusal({ ...DATA, created_at }, schema).pointer, "/created_at");
  }
  for (const version of ["1.0", "v1.0.0", "1.0.0.0", "01.0.0"]) {
    const metadata = { source: "system-a", version };
    assertEquals(refusal({ ...DATA, metadata }, schema).pointer, "/metadata/version");
  }
  for (const version of ["0.1.0", "2.10.3-rc.1+build.5"]) {
    accept({ ...DATA, metadata: { source: "system-a", version } }, schema);
  }
});

Deno.test("what is no JSON object is refused before its schema is asked", () => {
  for (const raw of [null, "", "{", new Uint8Array([0xff])]) {
    const error = assertThrows(
      () => validatePlainMessage(raw, orderSchema()),
      SchemaValidationError,
    );
    assertEquals(error.stage, "envelope");
    assertStringIncludes(error.message, "schemas/order.schema.json");
  }
  assertEquals(refusal([ORDER], orderSchema()).stage, "payload");
});
