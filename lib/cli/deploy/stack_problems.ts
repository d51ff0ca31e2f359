import { ENVIRONMENT_VARIABLES } from "../../config/mod.ts";
import { profilesOf, type Service, servicesOf, type Stack, variablesOf } from "./stack.ts";

/** Says what is wrong with a stack, in one line each. */
export type StackCheck = (stack: Stack) => string[];

/** What runs once and ends, or holds nothing that could ask it. */
const WITHOUT_HEALTH = new Set([
  "alert-token",
  "order-producer",
  "order-consumer",
  "secure-keys",
  "secure-rules",
  "mongodb-exporter",
]);
/** Images that write beside their programs when they start. */
const WRITES_ITS_IMAGE = new Set([
  "kafka",
  "kafka-1",
  "kafka-2",
  "kafka-secure",
  "schema-registry",
  "kafka-ui",
]);
/** Folders of the machine that are looked at, not configured. */
const LOOKED_AT = new Set(["/", "/var/run", "/sys", "/var/lib/docker"]);
/** The programs of ours that have one container each, under a name or a port of this machine. */
const SINGLE = new Set(["kafka-consumer", "producer", "web-ui"]);
/** Variables of Deno and of the image, beside those of the configuration. */
const OTHER_VARIABLES = new Set(["NO_COLOR"]);

/** Whether a service is one of the workshop's own programs. */
export function isApp({ build }: Service): boolean {
  return build !== undefined;
}

/** Every variable stands in the example with the same default, and every one there is read. */
export const variableProblems: StackCheck = ({ text, example }) => {
  const used = variablesOf(text);
  const unlisted = [...used].flatMap(([name, defaults]) =>
    defaults.filter((value) => value !== example.get(name))
      .map((value) => `${name} is ${value} here and ${example.get(name)} in .env.example`)
  );
  const unread = [...example.keys()].filter((name) => !used.has(name));
  return [...unlisted, ...unread.map((name) => `${name} of .env.example is read by nothing`)];
};

/** What a service waits for or talks to exists, and is started by each profile that starts it. */
export const referenceProblems: StackCheck = (stack) => {
  const dependencies = Object.entries(stack.services).flatMap(([name, { depends_on = [] }]) =>
    (Array.isArray(depends_on) ? depends_on : Object.keys(depends_on))
      .map((other: string) => [name, other] as const)
  );
  const missing = dependencies.filter(([, other]) => stack.services[other] === undefined)
    .map(([name, other]) => `${name} waits for ${other}, which there is not`);
  const asleep = profilesOf(stack).flatMap((profile) => {
    const awake = servicesOf(stack, profile);
    return dependencies.filter(([name, other]) => awake.includes(name) && !awake.includes(other))
      .map(([name, other]) => `profile ${profile} starts ${name} without ${other}`);
  });
  return [...missing, ...asleep, ...addressProblems(stack)];
};

/** Host names that services are told: `kafka:9093`, `http://schema-registry:8081`. */
function addressProblems({ services }: Stack): string[] {
  return Object.entries(services).flatMap(([name, { environment = {}, command = [] }]) =>
    [...Object.values(environment), ...command].flatMap((value) =>
      [...String(value).matchAll(/(?:\/\/|=|^|@|,)([a-z][a-z0-9-]*):\d{2,5}\b/g)]
        .map(([, host]) => host!)
        .filter((host) => host !== "localhost" && services[host] === undefined)
        .map((host) => `${name} is told of ${host}, which there is not`)
    )
  );
}

/** Ports of this machine are on loopback, and no two services want one. */
export const portProblems: StackCheck = ({ services }) => {
  const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => ({ name, port }))
  );
  const open = published.filter(({ port }) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))
    .map(({ name, port }) => `${name} publishes ${port}, not one port of 127.0.0.1`);
  const hosts = published.map(({ name, port }) => ({ name, port: port.split(":")[1] }));
  const twice = hosts.filter(({ port }, at) => hosts.findIndex((one) => one.port === port) < at)
    .map(({ name, port }) => `${name} wants port ${port}, which another has`);
  return [...open, ...twice];
};

/** An image has an exact version, or is built from this project. */
export const imageProblems: StackCheck = ({ services }) =>
  Object.entries(services)
    .filter(([, service]) => !isApp(service) && !/:v?\d+\.\d+\.\d+$/.test(service.image ?? ""))
    .map(([name, { image }]) => `${name} has the image ${image}, without an exact version`);

/** Each service is asked whether it works, but for those that can't be. */
export const healthProblems: StackCheck = ({ services }) =>
  Object.entries(services).flatMap(([name, { healthcheck }]) => {
    const asked = healthcheck?.test !== undefined && healthcheck.disable !== true;
    if (asked === WITHOUT_HEALTH.has(name)) {
      return [asked ? `${name} has a health check after all` : `${name} has no health check`];
    }
    return [];
  });

/** Each service is confined: no capability, no new privilege, a limit of memory, logs that turn over. */
export const confinementProblems: StackCheck = ({ services }) =>
  Object.entries(services).flatMap(([name, service]) => {
    const wrong = (what: string) => `${name} ${what}`;
    return [
      ...(service.cap_drop?.includes("ALL") ? [] : [wrong("keeps capabilities")]),
      ...(service.security_opt?.includes("no-new-privileges:true")
        ? []
        : [wrong("may gain privileges")]),
      ...(service.deploy?.resources?.limits?.memory === undefined ? [wrong("has no limit")] : []),
      ...(service.logging === undefined ? [wrong("writes logs without end")] : []),
      ...(service.restart === undefined ? [wrong("has no restart policy")] : []),
      ...(service.read_only !== true && !WRITES_ITS_IMAGE.has(name) ? [wrong("is writable")] : []),
    ];
  });

/** Our programs can be scaled, but for those that are known by a name or a port. */
export const scalingProblems: StackCheck = ({ services }) =>
  Object.entries(services).filter(([name, service]) => isApp(service) && !SINGLE.has(name))
    .filter(([, { container_name, ports }]) => container_name !== undefined || ports !== undefined)
    .map(([name]) => `${name} has a name or a port of its own and can't be scaled`);

/** Our programs are told nothing that they don't read. */
export const environmentProblems: StackCheck = ({ services }) =>
  Object.entries(services).filter(([, service]) => isApp(service)).flatMap(([name, service]) =>
    Object.keys(service.environment ?? {})
      .filter((variable) =>
        !ENVIRONMENT_VARIABLES.includes(variable) && !OTHER_VARIABLES.has(variable)
      )
      .map((variable) => `${name} is told ${variable}, which no program reads`)
  );

/** Whatever Prometheus asks is a service that listens there, and each of our servers is asked. */
export const targetProblems: StackCheck = (stack) => {
  const targets = [
    ...stack.jobs.flatMap(({ static_configs = [], dns_sd_configs = [] }) => [
      ...static_configs.flatMap(({ targets }) => targets),
      ...dns_sd_configs.flatMap(({ names, port }) => names.map((name) => `${name}:${port}`)),
    ]),
    ...stack.alertTargets,
  ];
  const listening = Object.entries(stack.services).flatMap(([name, { expose = [] }]) =>
    expose.map((port) => `${name}:${port}`)
  );
  const unknown = targets.filter((target) => !listening.includes(target))
    .map((target) => `Prometheus asks ${target}, where nothing listens`);
  const ends = (target: string) => stack.services[target.split(":")[0]!]!.restart === "no";
  const unasked = listening.filter((target) => !targets.includes(target) && !ends(target))
    .map((target) => `Prometheus doesn't ask ${target}`);
  return [...unknown, ...unasked];
};

/** The files and volumes that services mount: what is named must exist. */
export function mountProblems(
  { services, volumes }: Stack,
  exists: (path: string) => boolean,
): string[] {
  return Object.entries(services).flatMap(([name, { volumes: mounts = [] }]) =>
    mounts.map((mount) => mount.split(":")[0]!).flatMap((source) => {
      if (source.startsWith("./")) return exists(source) ? [] : [`${name} mounts no ${source}`];
      if (source.startsWith("/")) {
        return LOOKED_AT.has(source) ? [] : [`${name} looks at ${source}`];
      }
      return volumes.includes(source) ? [] : [`${name} mounts the volume ${source} of nobody`];
    })
  );
}

/** Every check that needs the stack alone. */
export const STACK_CHECKS: Readonly<Record<string, StackCheck>> = {
  variables: variableProblems,
  references: referenceProblems,
  ports: portProblems,
  images: imageProblems,
  health: healthProblems,
  confinement: confinementProblems,
  scaling: scalingProblems,
  environment: environmentProblems,
  targets: targetProblems,
};
