/** A fresh folder for one test, where tests may write. */
export function tempFolder(): string {
  Deno.mkdirSync(".runs", { recursive: true });
  return Deno.makeTempDirSync({ dir: ".runs", prefix: "broker-" });
}
