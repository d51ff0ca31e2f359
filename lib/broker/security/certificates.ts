import type { Certificates } from "./x509.ts";

/**
 * Makes an authority of its own and a server's certificate for loopback, valid for a year. The
 * authority's key is forgotten at once: nobody can sign with it again.
 *
 * @param names other names under which clients reach the server
 */
export async function makeCertificates(names: readonly string[] = []): Promise<Certificates> {
  // It takes a tenth of a second to load, which only those pay who want certificates.
  const { signCertificates } = await import("./x509.ts");
  return await signCertificates(names);
}
