import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** An authority and what a server shows that it trusts, each as PEM. */
export interface Certificates {
  /** Whom clients are to trust. */
  readonly ca: string;
  /** The server's certificate for loopback and what other names it has, signed by that authority. */
  readonly serverCert: string;
  /** The server's private key (PKCS #8). */
  readonly serverKey: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
const DAY_MS = 86_400_000;
/** Clocks of clients may go slow. */
const BEFORE_DAYS = 1;
const VALID_DAYS = 365;

/**
 * Makes an authority of its own and a server's certificate for loopback and other names. The
 * authority's key is forgotten at once: nobody can sign with it again.
 */
export async function signCertificates(names: readonly string[]): Promise<Certificates> {
  const nowMs = Date.now();
  const notBefore = new Date(nowMs - BEFORE_DAYS * DAY_MS);
  const notAfter = new Date(nowMs + VALID_DAYS * DAY_MS);
  const authority = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Kafka workshop authority",
    keys: authority,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const server = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: ca.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([SERVER_AUTHENTICATION]),
      new SubjectAlternativeNameExtension([
        ...["localhost", ...names].map((value) => ({ type: "dns" as const, value })),
        { type: "ip", value: "127.0.0.1" },
      ]),
      await SubjectKeyIdentifierExtension.create(server.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", server.privateKey);
  return {
    ca: `${ca.toString("pem")}\n`,
    serverCert: `${certificate.toString("pem")}\n`,
    serverKey: `${PemConverter.encode(key, "PRIVATE KEY")}\n`,
  };
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
}
