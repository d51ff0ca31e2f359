import { browser } from "./browser.ts";
import { html } from "./html.ts";
import { render } from "./preact.ts";
import { Shell } from "./shell.ts";

const root = browser.document.getElementById("app")!;
root.replaceChildren();
render(html`<${Shell} />`, root);
