import htm from "htm";
import { h } from "./preact.ts";
import type { VNode } from "./preact_types.d.ts";

type Html = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** Markup as a template; whatever is put in becomes a text node or an attribute, never markup. */
export const html: Html = (htm as unknown as { bind(make: typeof h): Html }).bind(h);
