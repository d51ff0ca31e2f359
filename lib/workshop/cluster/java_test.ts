import { assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { javaMajor, mavenProgram, requireJava, requireMaven, type Run } from "./java.ts";

const prints = (stderr: string): Run => () =>
  Promise.resolve({ success: true, stdout: "", stderr });
const notThere: Run = () => Promise.reject(new Deno.errors.NotFound("entity not found"));

Deno.test("javaMajor() reads old and new version strings", () => {
  assertEquals(javaMajor('openjdk version "17.0.15" 2025-04-15'), 17);
  assertEquals(javaMajor('java version "1.8.0_392"'), 8);
  assertEquals(javaMajor('openjdk version "25-ea" 2025-09-16'), 25);
  assertEquals(javaMajor("The operation couldn't be completed"), undefined);
});

Deno.test("requireJava() takes 17 and refuses 11 with the remedy", async () => {
  assertEquals(await requireJava(prints('openjdk version "17.0.1"')), 17);
  const error = await assertRejects(
    () => requireJava(prints('openjdk version "11.0.2"')),
    WorkshopError,
    "install Java 17 or newer",
  );
  assertEquals(error.code, "JAVA_TOO_OLD");
});

Deno.test("requireJava() names the remedy when there is no Java, or only the stub of macOS", async () => {
  for (const run of [notThere, prints("Unable to locate a Java Runtime")]) {
    const error = await assertRejects(
      () => requireJava(run),
      WorkshopError,
      "https://adoptium.net",
    );
    assertEquals(error.code, "JAVA_MISSING");
  }
});

Deno.test("requireMaven() names the remedy when there is no Maven", async () => {
  const error = await assertRejects(() => requireMaven(notThere), WorkshopError, "install.html");
  assertEquals(error.code, "MAVEN_MISSING");
});

Deno.test("Maven is a batch file on Windows", () => {
  assertEquals(mavenProgram("windows"), "mvn.cmd");
  assertEquals(mavenProgram("darwin"), "mvn");
});
