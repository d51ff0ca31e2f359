import { assertEquals, assertStringIncludes } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { ROOT } from "../docs/project_tasks.ts";
import { profilesOf, readProjectFile, readStack, servicesOf } from "./stack.ts";

/** What the library of the compose specification understood. */
interface Project {
  readonly name: string;
  readonly services: Record<string, {
    readonly image: string;
    readonly environment?: Record<string, string>;
    readonly depends_on?: Record<string, unknown>;
    readonly volumes?: { readonly target: string }[];
    readonly ports?: { readonly host_ip: string; readonly published: string }[];
  }>;
}

const STACK = await readStack();

async function run(program: string, args: readonly string[], folder = "") {
  const cwd = new URL(folder, ROOT);
  const command = new Deno.Command(program, { args: [...args], cwd, stdin: "null" });
  const { success, stdout, stderr } = await command.output().catch((cause) => {
    throw new WorkshopError(`There is no ${program} on the PATH: install it, then run this again`, {
      code: "PROGRAM_MISSING",
      cause,
    });
  });
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { success, said, output: new TextDecoder().decode(stdout) };
}

/** Loads a compose file with profiles: what was understood, or why it was refused. */
async function load(args: readonly string[], file = projectPath("docker-compose.yml")) {
  const at = args[0]?.startsWith("-") ? 2 : 0;
  const all = ["run", ".", ...args.slice(0, at), file, ...args.slice(at)];
  const { success, said, output } = await run("go", all, "deploy/check/");
  return success ? JSON.parse(output) as Project : said;
}

function projectPath(file: string): string {
  return decodeURIComponent(new URL(file, ROOT).pathname);
}

async function loaded(args: readonly string[]): Promise<Project> {
  const project = await load(args);
  if (typeof project === "string") throw new Error(project);
  return project;
}

Deno.test("the compose specification's own library can be built", async () => {
  const { success, said } = await run(
    "go",
    ["vet", "."],
    "deploy/check/",
  );
  assertEquals(success, true, said);
});

Deno.test.each(["", ...profilesOf(STACK)])(
  "the library starts what belongs to profile '%s'",
  async (profile) => {
    const { name, services } = await loaded(profile === "" ? [] : [profile]);
    assertEquals(name, "kafka-workshop");
    assertEquals(Object.keys(services).sort(), servicesOf(STACK, profile).sort());
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    assertEquals(ports.filter(({ host_ip }) => host_ip !== "127.0.0.1"), []);
  },
);

Deno.test("all profiles at once want no port twice", async () => {
  const { services } = await loaded(profilesOf(STACK));
  assertEquals(Object.keys(services).length, Object.keys(STACK.services).length);
  const ports = Object.values(services).flatMap(({ ports = [] }) =>
    ports.map(({ published }) => published)
  );
  assertEquals(new Set(ports).size, ports.length);
});

Deno.test("the example of variables changes nothing", async () => {
  const profiles = profilesOf(STACK);
  assertEquals(await loaded(["-env", "../.env.example", ...profiles]), await loaded(profiles));
});

Deno.test("deploy/cluster.env makes three brokers with three copies", async () => {
  const { services } = await loaded(["-env", "../cluster.env"]);
  assertEquals(Object.keys(services).sort(), ["kafka", "kafka-1", "kafka-2"]);
  for (const { environment } of Object.values(services)) {
    assertEquals(environment?.["KAFKA_DEFAULT_REPLICATION_FACTOR"], "3");
    assertEquals(environment?.["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"], "2");
  }
});

Deno.test("three brokers carry the programs when both profiles are named", async () => {
  const { services } = await loaded(["-env", "../cluster.env", "cluster", "apps"]);
  const missing = [...servicesOf(STACK, "cluster"), ...servicesOf(STACK, "apps")]
    .filter((name) => services[name] === undefined);
  assertEquals(missing, []);
});

Deno.test("the profile of all profiles starts every service", async () => {
  const { services } = await loaded(["*"]);
  assertEquals(Object.keys(services).sort(), Object.keys(STACK.services).sort());
});

Deno.test("the file of the agent puts it into the broker, and its target before Prometheus", async () => {
  const { services } = await loaded(["-over", "../jmx/compose.yml", "monitoring"]);
  assertEquals(Object.keys(services["kafka"]!.depends_on ?? {}), ["jmx-agent"]);
  assertEquals(targetsOf(services["kafka"]!), ["/jmx", "/var/lib/kafka/data"]);
  assertEquals(targetsOf(services["jmx-agent"]!), ["/agent"]);
  assertEquals(targetsOf(services["prometheus"]!), [
    "/etc/prometheus",
    "/etc/prometheus-jmx",
    "/prometheus",
  ]);
});

function targetsOf({ volumes = [] }: Project["services"][string]): string[] {
  return volumes.map(({ target }) => target).sort();
}

const BREAKS: readonly (readonly [string, string, string, string])[] = [
  [
    "a key that is none",
    "    container_name: kafka\n",
    "    containername: kafka\n",
    "containername",
  ],
  ["a dependency on nobody", "depends_on: [kafka]", "depends_on: [kafkaa]", "kafkaa"],
  ["a port that is none", ":19092", ":99092", "99092"],
  ["a volume of nobody", "  grafana-data:\n", "", "grafana-data"],
  ["a limit that is none", "memory: 1536M", "memory: much", "much"],
];

Deno.test.each(BREAKS)("the library refuses %s", async (_, from, to, named) => {
  const text = await readProjectFile("docker-compose.yml");
  assertEquals(text.includes(from), true);
  await using folder = await openRunFolder("compose");
  await Deno.writeTextFile(`${folder.path}/broken.yml`, text.replace(from, to));
  const answer = await load(profilesOf(STACK), `${folder.path}/broken.yml`);
  assertStringIncludes(typeof answer === "string" ? answer : "it was taken", named);
});

Deno.test.each([
  ["promtool check config prometheus.yml"],
  ["promtool check rules alerts.yml"],
  ["promtool test rules alerts_test.yml alerts_seconds_test.yml"],
  ["amtool check-config ../alertmanager/alertmanager.yml"],
])("%s", async (line) => {
  const [program, ...args] = line.split(" ");
  const { success, said } = await run(program!, args, "deploy/prometheus/");
  assertEquals(success, true, said);
});
