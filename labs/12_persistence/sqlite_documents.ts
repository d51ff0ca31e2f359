import { DatabaseSync } from "node:sqlite";
import { asked, type DocumentStore } from "./document_store.ts";

/** An empty store of documents in SQLite, in memory. */
export function sqliteDocuments(): DocumentStore & Disposable {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE documents (id TEXT PRIMARY KEY, version INTEGER, value TEXT) STRICT");
  const select = database.prepare("SELECT version, value FROM documents WHERE id = ?");
  const upsert = database.prepare(
    `INSERT INTO documents VALUES (?, 1, ?)
     ON CONFLICT (id) DO UPDATE SET value = excluded.value, version = version + 1`,
  );
  const insert = database.prepare("INSERT INTO documents VALUES (?, 1, ?) ON CONFLICT DO NOTHING");
  const update = database.prepare(
    "UPDATE documents SET value = ?, version = version + 1 WHERE id = ? AND version = ?",
  );
  const add = database.prepare(
    `INSERT INTO documents VALUES (:id, 1, json_set('{}', :path, :amount))
     ON CONFLICT (id) DO UPDATE SET version = version + 1,
       value = json_set(value, :path, coalesce(json_extract(value, :path), 0) + :amount)`,
  );
  return {
    name: "SQLite",
    async get(id) {
      const row = await select.get(asked.id(id));
      if (row === undefined) return undefined;
      return { value: JSON.parse(String(row["value"])), version: Number(row["version"]) };
    },
    async put(id, value) {
      await upsert.run(asked.id(id), asked.json(value));
    },
    async putIf(id, value, given) {
      const version = given ?? undefined;
      const text = asked.json(value);
      const { changes } = version === undefined
        ? await insert.run(asked.id(id), text)
        : await update.run(text, asked.id(id), version);
      return changes === 1;
    },
    async add(id, field, amount) {
      const path = `$.${asked.field(field)}`;
      await add.run({ id: asked.id(id), path, amount: asked.amount(amount) });
    },
    [Symbol.dispose]: () => database.close(),
  };
}
