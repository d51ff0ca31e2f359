import { checkPath } from "./checked.ts";

/** Makes the tables of a store that is new, and leaves one that exists as it is. */
export const TABLES = `
  CREATE TABLE IF NOT EXISTS documents (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    time_ms INTEGER NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS documents_by_time ON documents (time_ms);
  CREATE TABLE IF NOT EXISTS counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The expression that reads one field of the body. */
export function fieldExpression(path: string): string {
  checkPath(path);
  return `json_extract(body, '$.${path}')`;
}

/** The statement that indexes one field of the body. */
export function indexOf(path: string): string {
  const expression = fieldExpression(path);
  return `CREATE INDEX IF NOT EXISTS "documents_by_${path}" ON documents (${expression}, time_ms)`;
}
