import { assert } from "@std/assert";
import css from "./theme.css" with { type: "text" };

const [light, dark] = css.split("@media");

function colors(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  );
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const TEXT_PAIRS = [
  ["text", "card"],
  ["text", "ground"],
  ["text", "lane"],
  ["muted", "card"],
  ["muted", "ground"],
  ["muted", "lane"],
  ["accent", "card"],
  ["ok", "ok-soft"],
  ["warning", "warning-soft"],
  ["warning", "card"],
  ["problem", "problem-soft"],
  ["problem", "card"],
  ["problem", "ground"],
] as const;

Deno.test.each([{ name: "light", block: light! }, { name: "dark", block: dark! }])(
  "text on its background has a contrast of at least 4.5 in the $name theme",
  ({ block }) => {
    const color = colors(block);
    for (const [text, ground] of TEXT_PAIRS) {
      const ratio = contrast(color[text]!, color[ground]!);
      assert(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
  },
);

Deno.test.each([{ name: "light", block: light! }, { name: "dark", block: dark! }])(
  "lines of charts stand out from their background in the $name theme",
  ({ block }) => {
    const color = colors(block);
    for (const line of ["first", "second", "third"]) {
      const ratio = contrast(color[line]!, color.card!);
      assert(ratio >= 3, `${line}: ${ratio.toFixed(2)}`);
    }
  },
);
