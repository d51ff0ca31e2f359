import { makeCertificates } from "../broker/mod.ts";
import type { KafkaConnection } from "../kafka/mod.ts";

/** Who logs in, by SCRAM. */
export interface Login {
  /** The user's name. */
  readonly name: string;
  /** The user's password, in clear. */
  readonly password: string;
}

/** What labs on security are given of a cluster with TLS, logins and an authorizer. */
export interface SecuredTarget {
  /** How the super user connects. */
  readonly superUser: KafkaConnection;
  /** How another user connects, by SCRAM-SHA-256 over TLS. */
  connectionAs(user: Login): KafkaConnection;
  /** The authority that signed the cluster's certificates, as PEM. */
  readonly ca: string;
  /** An authority that did not, as PEM. */
  readonly wrongCa: string;
}

/** What a secure cluster says of itself. */
export interface ClusterSecurity {
  /** As PEM. */
  readonly ca: string;
  /** Who may do everything. */
  readonly superUser: Login;
}

/** How the super user of a secure cluster connects. */
export function superUserConnection(
  bootstrapServers: readonly string[],
  { ca, superUser }: ClusterSecurity,
): KafkaConnection {
  const { name: username, password } = superUser;
  return {
    bootstrapServers,
    clientId: "kafka-workshop-lab",
    tls: { ca },
    sasl: { mechanism: "plain", username, password },
  };
}

/** What labs are given of a secure cluster. */
export function securedTarget(
  superUser: KafkaConnection,
  { ca }: ClusterSecurity,
  wrongCa: string,
): SecuredTarget {
  return {
    superUser,
    connectionAs: ({ name: username, password }) => ({
      ...superUser,
      sasl: { mechanism: "scram-sha-256", username, password },
    }),
    ca,
    wrongCa,
  };
}

/** An authority that nobody's certificate is signed by, as PEM. */
export async function wrongAuthority(): Promise<string> {
  return (await makeCertificates()).ca;
}
