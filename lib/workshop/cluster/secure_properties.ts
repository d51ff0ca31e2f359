/** The user who may do everything. */
export interface SuperUser {
  /** Its name. */
  readonly name: string;
  /** Its password, in clear. */
  readonly password: string;
}

/** What a cluster with logins and an authorizer is made from. */
export interface SecureSettings {
  /** Who may do everything; the brokers among themselves are this user too. */
  readonly superUser: SuperUser;
  /** A PEM file with the server's key, its certificate and the authority's, absolute. */
  readonly keyStore: string;
}

const LOGIN = "org.apache.kafka.common.security";

/**
 * The settings of logins by PLAIN (the super user) and SCRAM (whoever is added later), of TLS and
 * of an authorizer that denies what no ACL allows.
 */
export function securityProperties({ superUser, keyStore }: SecureSettings) {
  const { name, password } = superUser;
  const plain = `${LOGIN}.plain.PlainLoginModule required username="${name}" ` +
    `password="${password}" user_${name}="${password}";`;
  const properties: Record<string, string> = {
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.controller.plain.sasl.jaas.config": plain,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": `User:${name}`,
    "allow.everyone.if.no.acl.found": "false",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": keyStore,
  };
  for (const listener of ["sasl_ssl", "sasl_plaintext"]) {
    const prefix = `listener.name.${listener}`;
    properties[`${prefix}.plain.sasl.jaas.config`] = plain;
    for (const mechanism of ["scram-sha-256", "scram-sha-512"]) {
      properties[`${prefix}.${mechanism}.sasl.jaas.config`] =
        `${LOGIN}.scram.ScramLoginModule required;`;
    }
  }
  return properties;
}

/** A password that nobody can guess, without signs that a properties file would take amiss. */
export function randomPassword(): string {
  return crypto.getRandomValues(new Uint8Array(18)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}
