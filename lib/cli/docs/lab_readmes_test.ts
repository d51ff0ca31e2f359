import { assertEquals, assertMatch } from "@std/assert";
import { documents } from "./documents.ts";
import { ROOT } from "./project_tasks.ts";

const READING_WORDS = 2000;
const READMES = (await documents()).filter((path) => path.startsWith("labs/"));

for (const [at, path] of READMES.entries()) {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  const next = READMES[at + 1];

  Deno.test(`${path} can be read in ten minutes`, () => {
    const words = text.split(/\s+/).length;
    assertEquals(words <= READING_WORDS, true, `${words} words of ${READING_WORDS}`);
  });

  Deno.test(`${path} ends with what is whose, and says where it comes from and goes to`, () => {
    const [before = "", end = ""] = text.split("## What is whose");
    assertEquals(
      ["Kafka's", "The client's", "Ours"].filter((who) => !end.includes(`**${who}`)),
      [],
    );
    assertMatch(end, /\]\[\w|\[KIP-\d+\]/, "what is whose names no source");
    const named = [...before.matchAll(/\]\(\.\.\/(\d\d_\w+\/README\.md)\)/g)];
    const earlier = named.filter(([, lab]) => READMES.indexOf(`labs/${lab}`) < at);
    assertEquals(at === 0 || earlier.length > 0, true, "no earlier lab is named");
    const goals = ["`deno task demo`", `](../${next?.slice("labs/".length)})`];
    const onward = end.match(/^Next: .*(\n\S.*)*/m)?.[0] ?? "";
    assertEquals(goals.some((goal) => onward.includes(goal)), true, `Next: ${goals.join(" or ")}`);
  });
}

for (const path of [...READMES, "docs/KAFKA-CONCEPTS.md"]) {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  const definitions = [...text.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)]
    .map(([, label, url]) => ({ label: label!, url: url! }));

  Deno.test(`${path} defines each source that it names, and names each that it defines`, () => {
    const used = [...text.matchAll(/\]\[([\w-]+)\]|\[(KIP-\d+)\](?!:)/g)]
      .map(([, label, kip]) => label ?? kip!);
    assertEquals([...new Set(used)].sort(), definitions.map(({ label }) => label).sort());
  });

  Deno.test(`${path} links each KIP by its number, and the documentation of one version`, () => {
    const wrong = definitions.filter(({ label, url }) =>
      label.startsWith("KIP-")
        ? !url.includes(`/KAFKA/${label}%3A+`) && !url.includes(`/KAFKA/${label}+`)
        : url.startsWith("https://kafka.apache.org/") && !url.includes(".org/41/")
    );
    assertEquals(wrong, []);
  });
}
