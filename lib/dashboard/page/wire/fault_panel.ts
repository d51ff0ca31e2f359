import type { FrozenView, WireFaultView } from "../../wire/wire_port.ts";
import type { WireFacts } from "../../wire/wire_routes.ts";
import { canWrite, send } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { namesOf } from "./wire_state.ts";

type Proxy = NonNullable<WireFacts["proxy"]>;

interface PanelProps {
  readonly proxy: Proxy;
  readonly faults: readonly WireFaultView[];
  readonly frozen: readonly FrozenView[];
}

interface Order {
  readonly busy: boolean;
  readonly error: string;
  /** Does it, and shows why when it is refused; whether it was done. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Faults that are switched on, and switches for others. */
export function FaultPanel({ proxy, faults, frozen }: PanelProps) {
  const order = useOrder();
  const off = (path: string) => () => void order.run(() => send("DELETE", path));
  return html`
    <section class="card" aria-labelledby="faults-title">
      <header class="card-head">
        <h2 id="faults-title">Faults</h2>
        <p class="aside">${faults.length + frozen.length === 0
          ? "none is switched on"
          : `${faults.length + frozen.length} switched on`}</p>
      </header>
      <ul class="fault-list">
        ${faults.map(({ id, text, fired }) =>
          html`
            <li key=${`fault ${id}`}>
              <code>${text}</code>
              <span class="minor">hit ${counted(fired, "request")}</span>
              <${Off} label=${`Switch off fault ${id}: ${text}`} word="Switch off"
                onClick=${off(`/api/wire/faults/${id}`)} busy=${order.busy} />
            </li>
          `
        )}
        ${frozen.map(({ client, held }) =>
          html`
            <li key=${`frozen ${client}`}>
              <code>frozen ${client}</code>
              <span class="minor">${counted(held, "frame")} held back</span>
              <${Off} label=${`Release client ${client}`} word="Release" busy=${order.busy}
                onClick=${off(`/api/wire/frozen/${encodeURIComponent(client)}`)} />
            </li>
          `
        )}
      </ul>
      ${canWrite()
        ? html`<${NewFault} proxy=${proxy} order=${order} />`
        : html`<p class="note">Faults are switched where the dashboard was started with
          <code>--write</code></p>`}
      <p class="form-error" role="alert">${order.error}</p>
    </section>
  `;
}

interface OffProps {
  readonly label: string;
  readonly word: string;
  readonly busy: boolean;
  readonly onClick: () => void;
}

function Off({ label, word, busy, onClick }: OffProps) {
  if (!canWrite()) return null;
  return html`
    <button type="button" class="button" aria-label=${label} disabled=${busy}
      onClick=${onClick}>${word}</button>
  `;
}

const FREEZE_CLIENT = "freeze client";
const FIRST_WISH = { action: "delay", api: "", client: "", topic: "", delayMs: "500", times: "" };

function NewFault({ proxy, order }: { readonly proxy: Proxy; readonly order: Order }) {
  const [wish, setWish] = useState(FIRST_WISH);
  const { action, api, client, topic, delayMs, times } = wish;
  const set = (name: keyof typeof FIRST_WISH) => ({ target }: PageEventLike) =>
    setWish((known) => ({ ...known, [name]: target.value }));
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    const [first = ""] = namesOf(client);
    void order.run(() =>
      action === FREEZE_CLIENT
        ? send("POST", "/api/wire/frozen", { client: first })
        : send("POST", "/api/wire/faults", {
          action,
          apis: api === "" ? [] : [api],
          clients: namesOf(client),
          topics: namesOf(topic),
          ...(action === "delay" && { delayMs: Number(delayMs) }),
          ...(times.trim() !== "" && { times: Number(times) }),
        })
    );
  };
  const whole = action === FREEZE_CLIENT;
  return html`
    <form class="toolbar wire-tools" onSubmit=${submit} aria-label="Switch a fault on">
      <div class="field"><label for="fault-action">What is done</label>
        <select id="fault-action" class="input" value=${action} onChange=${set("action")}>
          ${proxy.actions.map(({ name, help }) =>
            html`<option key=${name} value=${name}>${help}</option>`
          )}
          <option value=${FREEZE_CLIENT}>freeze all of a client</option>
        </select>
      </div>
      ${action === "delay" && html`
        <div class="field"><label for="fault-delay">For ms</label>
          <input id="fault-delay" class="input short" inputmode="numeric" value=${delayMs}
            onInput=${set("delayMs")} /></div>
      `}
      ${!whole && html`
        <div class="field"><label for="fault-api">Of request</label>
          <select id="fault-api" class="input" value=${api} onChange=${set("api")}>
            <option value="">any</option>
            ${proxy.apis.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
          </select></div>
        <div class="field"><label for="fault-topics">Of topics</label>
          <input id="fault-topics" class="input" value=${topic} onInput=${set("topic")}
            spellcheck="false" /></div>
      `}
      <div class="field">
        <label for="fault-clients">${whole ? "Client id" : "Of client ids"}</label>
        <input id="fault-clients" class="input" value=${client} onInput=${set("client")}
          spellcheck="false" /></div>
      ${!whole && html`
        <div class="field"><label for="fault-times">Times at most</label>
          <input id="fault-times" class="input short" inputmode="numeric" value=${times}
            onInput=${set("times")} /></div>
      `}
      <button type="submit" class="button main" disabled=${order.busy}>Switch on</button>
    </form>
  `;
}

function useOrder(): Order {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError("");
    try {
      await work();
      return true;
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
