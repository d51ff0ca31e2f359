import { writePrivate } from "./broker_folder.ts";
import type { SecureFiles } from "./secure_files.ts";

/** Files with which clients get into a secure cluster; all but the authority hold the password. */
export interface ClientFiles {
  /** Who may do everything. */
  readonly user: string;
  /** The authority to trust, as PEM. */
  readonly caFile: string;
  /** The variables of this workshop's tasks, a line each. */
  readonly environmentFile: string;
  /** For Java tools: `--command-config`. */
  readonly javaFile: string;
  /** For kcat and what else is built on librdkafka: `-F`. */
  readonly kcatFile: string;
}

/** Writes them; only their owner may read them. */
export async function writeClientFiles(
  dir: string,
  bootstrapServers: string,
  { superUser, caFile }: Pick<SecureFiles, "superUser" | "caFile">,
): Promise<ClientFiles> {
  const { name, password } = superUser;
  const files = {
    user: name,
    caFile,
    environmentFile: `${dir}/security/client.env`,
    javaFile: `${dir}/security/client.properties`,
    kcatFile: `${dir}/security/kcat.conf`,
  };
  const login = "org.apache.kafka.common.security.plain.PlainLoginModule";
  await writePrivate(
    files.environmentFile,
    lines({
      KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      KAFKA_SASL_MECHANISM: "PLAIN",
      KAFKA_SASL_USERNAME: name,
      KAFKA_SASL_PASSWORD: password,
      KAFKA_SSL_CA_FILE: caFile,
    }),
  );
  await writePrivate(
    files.javaFile,
    lines({
      "bootstrap.servers": bootstrapServers,
      "security.protocol": "SASL_SSL",
      "sasl.mechanism": "PLAIN",
      "sasl.jaas.config": `${login} required username="${name}" password="${password}";`,
      "ssl.truststore.type": "PEM",
      "ssl.truststore.location": caFile,
    }),
  );
  await writePrivate(
    files.kcatFile,
    lines({
      "bootstrap.servers": bootstrapServers,
      "security.protocol": "SASL_SSL",
      "sasl.mechanism": "PLAIN",
      "sasl.username": name,
      "sasl.password": password,
      "ssl.ca.location": caFile,
    }),
  );
  return files;
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => `${name}=${value}\n`).join("");
}
