import { makeCertificates } from "../../broker/mod.ts";
import { writePrivate } from "./broker_folder.ts";
import { readText } from "./jars.ts";
import { randomPassword, type SecureSettings, type SuperUser } from "./secure_properties.ts";

/** What a secure cluster is asked for. */
export interface SecureOptions {
  /** Who may do everything. @default {`admin` with a made-up password} */
  readonly superUser?: SuperUser;
}

/** What a secure cluster keeps in its folder. */
export interface SecureFiles extends SecureSettings {
  /** The authority that signed its certificate, as PEM. */
  readonly ca: string;
  /** Where that lies. */
  readonly caFile: string;
}

/** Reads the keys and the super user of a cluster's folder; makes them when there are none. */
export async function secureFiles(dir: string, options: SecureOptions = {}): Promise<SecureFiles> {
  const known = await storedSecurity(dir);
  if (known !== undefined) return known;
  const { superUser = { name: "admin", password: randomPassword() } } = options;
  const { ca, serverKey, serverCert } = await makeCertificates();
  const paths = securityPaths(dir);
  await Deno.mkdir(paths.folder, { recursive: true });
  await Deno.writeTextFile(paths.ca, ca);
  await writePrivate(paths.keyStore, `${serverKey}\n${serverCert}\n${ca}`);
  // Last: where it stands, all of them do.
  await writePrivate(paths.superUser, `${JSON.stringify(superUser)}\n`);
  return { superUser, ca, caFile: paths.ca, keyStore: paths.keyStore };
}

/** The keys and the super user of a cluster's folder, `undefined` when it is not secure. */
export async function storedSecurity(dir: string): Promise<SecureFiles | undefined> {
  const paths = securityPaths(dir);
  const superUser = await readText(paths.superUser);
  const ca = await readText(paths.ca);
  if (superUser === undefined || ca === undefined) return undefined;
  return {
    superUser: JSON.parse(superUser) as SuperUser,
    ca,
    caFile: paths.ca,
    keyStore: paths.keyStore,
  };
}

function securityPaths(dir: string) {
  const folder = `${dir}/security`;
  return {
    folder,
    ca: `${folder}/ca.pem`,
    keyStore: `${folder}/server.pem`,
    superUser: `${folder}/super-user.json`,
  };
}
