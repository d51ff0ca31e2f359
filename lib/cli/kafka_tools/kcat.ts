/** What kcat prints; it is the command line of librdkafka. */
export async function kcat(server: string, args: readonly string[]): Promise<Uint8Array> {
  const { success, stdout, stderr } = await new Deno.Command("kcat", {
    // Without -m it gives up after five seconds, which a busy machine may take.
    args: ["-b", server, "-m", "60", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output().catch((cause) => {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Error("kcat is not installed: bash .ci/clients installs it", { cause });
  });
  if (success) return stdout;
  throw new Error(`kcat ${args.join(" ")} failed: ${new TextDecoder().decode(stderr)}`);
}
