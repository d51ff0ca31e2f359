// Run by `deno task test:mongo`: `-- --uri=mongodb://…`.
import { testDocuments } from "./_document_contract.ts";
import { mongoDocuments } from "./mongo_documents.ts";

const uri = Deno.args.find((arg) => arg.startsWith("--uri="))!.slice("--uri=".length);

testDocuments("MongoDB", async (use) => {
  await using store = await mongoDocuments(uri, `lab12-${crypto.randomUUID()}`);
  await use(store);
});
