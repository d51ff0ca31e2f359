import { testDocuments } from "./_document_contract.ts";
import { sqliteDocuments } from "./sqlite_documents.ts";

testDocuments("SQLite", async (use) => {
  using store = sqliteDocuments();
  await use(store);
});
