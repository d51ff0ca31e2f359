import { messageOf } from "../../core/mod.ts";
import { ConnectionError } from "../errors.ts";

/** What TLS says of a certificate that it does not accept, and what to do about it. */
const UNTRUSTED: ReadonlyMap<unknown, string> = new Map([
  ...[
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_SIGNATURE_FAILURE",
  ].map((code) => [code, "trust the authority that signed its certificate (tls.ca)"] as const),
  ["CERT_HAS_EXPIRED", "its certificate has run out: renew it"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "dial a name that its certificate is for"],
]);

/** The error for a connection that could not be made; one that is not trusted won't be later. */
export function connectFailed(peer: string, cause: unknown): ConnectionError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const advice = UNTRUSTED.get(code);
  if (advice !== undefined) {
    return new ConnectionError(`No connection to ${peer}: ${messageOf(cause)}; ${advice}`, {
      code: "CONNECTION_FAILED",
      cause,
    });
  }
  return new ConnectionError(
    `No connection to ${peer}: ${messageOf(cause)}; check that a broker listens there`,
    { code: "CONNECTION_FAILED", retriable: true, cause },
  );
}
