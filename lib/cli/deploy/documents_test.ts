import { assertEquals } from "@std/assert";
import { profilesOf, readProjectFile, readStack, variablesOf } from "./stack.ts";

const STACK = await readStack();
const GUIDE = await readProjectFile("docs/INSTALLATION.md");

/** The rows of the guide's tables, as their cells. */
function rows(): string[][] {
  return GUIDE.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("the guide names each profile of the stack, and no other", () => {
  const begin = rows().findIndex(([first]) => first === "profile");
  const named = rows().slice(begin + 2).filter(([first]) => /^`[a-z]+`$/.test(first!))
    .map(([first]) => first!.replaceAll("`", ""));
  assertEquals(named.sort(), profilesOf(STACK));
});

Deno.test("the guide has each port of the stack with its variable", () => {
  const table = new Map(
    rows().filter(([, , variable]) => /^`\w+_PORT(_\d)?`$/.test(variable ?? ""))
      .map(([port, , variable]) => [variable!.replaceAll("`", ""), port!]),
  );
  const ports = [...variablesOf(STACK.text)].filter(([name]) => /_PORT(_\d)?$/.test(name));
  assertEquals(ports.length > 10, true);
  for (const [name, [value]] of ports) assertEquals(table.get(name), value, name);
});

Deno.test("every service that the documents ask Docker Compose for is one", async () => {
  const documents = ["INSTALLATION", "TROUBLESHOOTING", "ARCHITECTURE", "QUICK-REFERENCE"];
  const texts = await Promise.all(documents.map((name) => readProjectFile(`docs/${name}.md`)));
  const forms = [
    /docker compose [^\n`]*?(?<= )(?:logs|exec|restart|run)(?: --?[^\s`]+)* ([a-z][\w-]*)/g,
    /--scale ([\w-]+)=/g,
    /docker logs -f ([\w-]+)/g,
    /docker exec(?: -[^\s`]+)* ([\w-]+)/g,
  ];
  const named = texts.flatMap((text) =>
    forms.flatMap((form) => [...text.matchAll(form)].map(([, service]) => service!))
  );
  assertEquals(named.filter((service) => STACK.services[service] === undefined), []);
  assertEquals(named.length > 8, true, named.join());
});
