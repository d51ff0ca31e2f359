import { parse } from "deno-std/yaml/mod.js";
import { ROOT } from "../docs/project_tasks.ts";

/** A service of the compose file, with the defaults of its variables put in. */
export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly expose?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
  readonly logging?: unknown;
}

/** What Prometheus scrapes. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly file_sd_configs?: readonly { readonly files: readonly string[] }[];
  readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[];
}

/** The compose file and what it mounts, as read: what the checks are made on. */
export interface Stack {
  /** Its text, with the variables as they stand. */
  readonly text: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: readonly string[];
  /** The variables of deploy/.env.example. */
  readonly example: ReadonlyMap<string, string>;
  readonly jobs: readonly ScrapeJob[];
  /** Where Prometheus sends alerts. */
  readonly alertTargets: readonly string[];
}

/** Reads a file of the project. */
export function readProjectFile(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** The stack of the project; `text` stands in for the compose file's own. */
export async function readStack(text?: string): Promise<Stack> {
  const compose = text ?? await readProjectFile("docker-compose.yml");
  const file = parse(withDefaults(compose)) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const prometheus = parse(await readProjectFile("deploy/prometheus/prometheus.yml")) as {
    scrape_configs: ScrapeJob[];
    alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  };
  return {
    text: compose,
    services: file.services,
    volumes: Object.keys(file.volumes),
    example: assignments(await readProjectFile("deploy/.env.example")),
    jobs: prometheus.scrape_configs,
    alertTargets: prometheus.alerting.alertmanagers
      .flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets)),
  };
}

/** The variables that a compose file reads, with their defaults. */
export function variablesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, name, value] of uncommented(text).matchAll(/(?<!\$)\$\{(\w+)(?::-([^}]*))?\}/g)) {
    found.set(name!, [...found.get(name!) ?? [], value ?? "no default"]);
  }
  return found;
}

/** The lines `NAME=value` of a file of variables. */
export function assignments(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );
}

function withDefaults(text: string): string {
  return text.replaceAll(/(?<!\$)\$\{\w+:-([^}]*)\}/g, "$1");
}

function uncommented(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, "");
}

/** The services that a profile starts; the empty name is none. */
export function servicesOf(stack: Stack, profile: string): string[] {
  return Object.entries(stack.services)
    .filter(([, { profiles }]) => profiles === undefined || profiles.includes(profile))
    .map(([name]) => name);
}

/** Every profile of the stack. */
export function profilesOf(stack: Stack): string[] {
  const named = Object.values(stack.services).flatMap(({ profiles }) => profiles ?? []);
  return [...new Set(named)].sort();
}
