import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { openRunFolder } from "../run_folder.ts";
import { writeClientFiles } from "./client_files.ts";
import { secureFiles, storedSecurity } from "./secure_files.ts";

Deno.test("keys and the super user are made once and kept, for their owner's eyes", async () => {
  await using folder = await openRunFolder("secure-files-test");
  assertEquals(await storedSecurity(folder.path), undefined);
  const made = await secureFiles(folder.path);
  assertEquals(made.superUser.name, "admin");
  assertMatch(made.superUser.password, /^[\w-]{24}$/);
  assertEquals(await secureFiles(folder.path), made);
  assertEquals(await storedSecurity(folder.path), made);
  const keyStore = await Deno.readTextFile(made.keyStore);
  assert(keyStore.startsWith("-----BEGIN PRIVATE KEY-----"));
  assertEquals(keyStore.match(/BEGIN CERTIFICATE/g)?.length, 2);
  assertStringIncludes(keyStore, made.ca.trim());
  if (Deno.build.os === "windows") return;
  for (const path of [made.keyStore, `${folder.path}/security/super-user.json`]) {
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600, path);
  }
});

Deno.test("clients of each kind are told where to go, whom to trust and who they are", async () => {
  await using folder = await openRunFolder("secure-files-test");
  const security = await secureFiles(folder.path, {
    superUser: { name: "root", password: "secret" },
  });
  const files = await writeClientFiles(folder.path, "localhost:9092", security);
  const [environment, java, kcat] = await Promise.all(
    [files.environmentFile, files.javaFile, files.kcatFile].map((path) => Deno.readTextFile(path)),
  );
  assertStringIncludes(environment!, "KAFKA_SASL_USERNAME=root\nKAFKA_SASL_PASSWORD=secret\n");
  assertStringIncludes(environment!, `KAFKA_SSL_CA_FILE=${files.caFile}\n`);
  assertStringIncludes(java!, 'PlainLoginModule required username="root" password="secret";\n');
  assertStringIncludes(java!, `ssl.truststore.location=${files.caFile}\n`);
  assertStringIncludes(kcat!, "sasl.username=root\nsasl.password=secret\n");
  assertStringIncludes(kcat!, `ssl.ca.location=${files.caFile}\n`);
});
