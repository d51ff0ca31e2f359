import { X509Certificate } from "node:crypto";
import { makeCertificates } from "./certificates.ts";
import type { Certificates } from "./x509.ts";

const CA_FILE = "ca.pem";
const SERVER_FILE = "server.pem";
const DAY_MS = 86_400_000;

/**
 * The certificates of a cluster. A data folder keeps them, so that clients that were given its
 * authority trust it after a restart too; what has run out, or is about to, is made anew.
 */
export async function certificatesOf(dataDir: string | undefined): Promise<Certificates> {
  if (dataDir === undefined) return await makeCertificates();
  const kept = read(dataDir);
  if (kept !== undefined && isValid(kept)) return kept;
  const made = await makeCertificates();
  Deno.mkdirSync(dataDir, { recursive: true });
  Deno.writeTextFileSync(`${dataDir}/${CA_FILE}`, made.ca);
  // The key is for nobody else's eyes.
  Deno.writeTextFileSync(`${dataDir}/${SERVER_FILE}`, made.serverKey + made.serverCert, {
    mode: 0o600,
  });
  return made;
}

function read(dataDir: string): Certificates | undefined {
  try {
    const ca = Deno.readTextFileSync(`${dataDir}/${CA_FILE}`);
    const server = Deno.readTextFileSync(`${dataDir}/${SERVER_FILE}`);
    const at = server.indexOf("-----BEGIN CERTIFICATE-----");
    return { ca, serverKey: server.slice(0, at), serverCert: server.slice(at) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isValid({ ca, serverCert }: Certificates): boolean {
  try {
    const server = new X509Certificate(serverCert);
    const untilMs = Date.parse(server.validTo);
    return untilMs > Date.now() + DAY_MS && server.checkIssued(new X509Certificate(ca));
  } catch {
    return false;
  }
}
