import { assertEquals } from "@std/assert";
import { decodeEntry, encodeEntry, type LogEntry } from "./log_records.ts";

const STORED = {
  subject: "orders-value",
  version: 2,
  id: 7,
  schemaType: "AVRO",
  references: [],
  schema: '"string"',
  deleted: false,
} as const;
const REFERENCES = [{ name: "a.B", subject: "b", version: 1 }];

/** As Confluent's registry writes them. */
const RECORDS: readonly (readonly [LogEntry, string, string | null])[] = [
  [
    { keytype: "SCHEMA", subject: "orders-value", version: 2, value: STORED },
    '{"keytype":"SCHEMA","subject":"orders-value","version":2,"magic":1}',
    '{"subject":"orders-value","version":2,"id":7,"schema":"\\"string\\"","deleted":false}',
  ],
  [
    {
      keytype: "SCHEMA",
      subject: "orders-value",
      version: 2,
      value: { ...STORED, schemaType: "JSON", references: REFERENCES, deleted: true },
    },
    '{"keytype":"SCHEMA","subject":"orders-value","version":2,"magic":1}',
    '{"subject":"orders-value","version":2,"id":7,"schemaType":"JSON","references":' +
    '[{"name":"a.B","subject":"b","version":1}],"schema":"\\"string\\"","deleted":true}',
  ],
  [
    { keytype: "SCHEMA", subject: "orders-value", version: 2, value: null },
    '{"keytype":"SCHEMA","subject":"orders-value","version":2,"magic":1}',
    null,
  ],
  [
    { keytype: "CONFIG", subject: null, value: { compatibilityLevel: "FULL" } },
    '{"keytype":"CONFIG","subject":null,"magic":0}',
    '{"compatibilityLevel":"FULL"}',
  ],
  [
    {
      keytype: "CONFIG",
      subject: "a",
      value: { compatibilityLevel: "NONE", normalize: true },
    },
    '{"keytype":"CONFIG","subject":"a","magic":0}',
    '{"subject":"a","compatibilityLevel":"NONE","normalize":true}',
  ],
  [
    { keytype: "MODE", subject: null, value: "IMPORT" },
    '{"keytype":"MODE","subject":null,"magic":0}',
    '{"mode":"IMPORT"}',
  ],
  [
    { keytype: "MODE", subject: "a", value: null },
    '{"keytype":"MODE","subject":"a","magic":0}',
    null,
  ],
  [
    { keytype: "DELETE_SUBJECT", subject: "a", value: 3 },
    '{"keytype":"DELETE_SUBJECT","subject":"a","magic":0}',
    '{"subject":"a","version":3}',
  ],
  [
    { keytype: "CLEAR_SUBJECT", subject: null },
    '{"keytype":"CLEAR_SUBJECT","subject":null,"magic":0}',
    '{"subject":null}',
  ],
];

Deno.test("keys and values are those of Confluent's registry, both ways", () => {
  for (const [entry, key, value] of RECORDS) {
    assertEquals(encodeEntry(entry), { key, value });
    assertEquals(decodeEntry({ key, value }), entry);
  }
});

Deno.test("what other versions of Confluent's registry add to a record is passed over", () => {
  const key = '{"keytype":"SCHEMA","subject":"orders-value","version":2,"magic":1}';
  const value = '{"subject":"orders-value","version":2,"id":7,"guid":"e9a6","md5":"IRMKuA==",' +
    '"schema":"\\"string\\"","deleted":false,"ts":1700000000000}';
  assertEquals(decodeEntry({ key, value }), {
    keytype: "SCHEMA",
    subject: "orders-value",
    version: 2,
    value: STORED,
  });
});

Deno.test("records that say nothing of schemas, or nothing at all, change nothing", () => {
  const texts: readonly (readonly [string, string | null])[] = [
    ['{"keytype":"NOOP","magic":0}', null],
    ['{"keytype":"CONTEXT","tenant":"default","context":".","magic":0}', "{}"],
    ["", ""],
    ["17", null],
    ['{"keytype":"SCHEMA"}', "{}"],
    ['{"keytype":"SCHEMA","subject":"a","version":1}', "{"],
    ['{"keytype":"SCHEMA","subject":"a","version":1}', '{"id":"x","schema":"y"}'],
    ['{"keytype":"SCHEMA","subject":"a","version":1}', '{"id":1,"schema":"y","schemaType":"X"}'],
    ['{"keytype":"SCHEMA","subject":"a","version":"1"}', '{"id":1,"schema":"y"}'],
    ['{"keytype":"CONFIG","subject":null}', '{"compatibilityLevel":"WRONG"}'],
    ['{"keytype":"MODE","subject":null}', '{"mode":"WRONG"}'],
    ['{"keytype":"DELETE_SUBJECT","subject":"a"}', '{"version":"x"}'],
    ['{"keytype":"DELETE_SUBJECT","subject":null}', '{"version":1}'],
    ['{"keytype":"CLEAR_SUBJECT","subject":null}', null],
  ];
  for (const [key, value] of texts) assertEquals(decodeEntry({ key, value }), undefined);
});
