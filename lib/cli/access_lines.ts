import type { ClientFiles } from "../workshop/cluster/mod.ts";

/** How clients get into a cluster that asks for logins. */
export function accessLines(
  access: ClientFiles,
  bootstrapServers: string,
  here: (path: string) => string,
): string[] {
  return [
    `It asks for logins over TLS: user ${access.user}, who may do everything; the authority is ` +
    here(access.caFile),
    `Our tasks take the variables in ${here(access.environmentFile)}; in a shell:`,
    `  set -a; . ${here(access.environmentFile)}; set +a`,
    `Java's tools: --bootstrap-server ${bootstrapServers} --command-config ` +
    here(access.javaFile),
    `kcat: kcat -F ${here(access.kcatFile)} -L`,
  ];
}
