import type { WireFacts } from "../../wire/wire_routes.ts";
import type { PageEventLike } from "../browser.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { useStream } from "../use_stream.ts";
import { FaultPanel } from "./fault_panel.ts";
import { FrameTable } from "./frame_table.ts";
import {
  countsText,
  FIRST_WIRE_STATE,
  nextWireState,
  WIRE_EVENTS,
  wireEventsPath,
  type WireFilterText,
  type WireState,
} from "./wire_state.ts";

const NO_FILTER: WireFilterText = { api: "", client: "", topic: "", errors: false, quiet: true };

/** The page of the wire: what clients and brokers say to each other, and what goes wrong with it. */
export function WirePage() {
  const { value, error } = useJson<WireFacts>("/api/wire");
  return html`
    <div class="page-head">
      <h1>Wire</h1>
    </div>
    ${error !== null && html`<p class="banner" role="alert">${error}</p>`}
    ${value !== null &&
      (value.proxy === null ? html`<${NoProxy} />` : html`<${Wire} proxy=${value.proxy} />`)}
  `;
}

function NoProxy() {
  return html`
    <section class="card">
      <h2>No proxy runs</h2>
      <p class="calm">
        The wire is seen by a proxy between the clients and the cluster. Start the dashboard with
        one, and point a client at the address that it shows here:
      </p>
      <p><code>deno task dashboard --proxy --write</code></p>
    </section>
  `;
}

type Facts = NonNullable<WireFacts["proxy"]>;

function Wire({ proxy }: { readonly proxy: Facts }) {
  const [filter, setFilter] = useState(NO_FILTER);
  const [paused, setPaused] = useState(false);
  const [state, setState] = useState<WireState>(FIRST_WIRE_STATE);
  const held = useRef(paused);
  held.current = paused;
  const path = wireEventsPath(filter);
  const connection = useStream(path, {
    types: WIRE_EVENTS,
    onEvent: (event) => setState((known) => nextWireState(known, event, held.current)),
  });
  useEffect(() => setState((known) => ({ ...known, frames: [], held: 0 })), [path]);
  const pause = () => {
    setState((known) => ({ ...known, held: 0 }));
    setPaused(!paused);
  };
  return html`
    <section class="card" aria-labelledby="address-title">
      <header class="card-head">
        <h2 id="address-title">Point a client here</h2>
        <p class="aside">${counted(state.connections, "connection")}</p>
        ${connection === "open" && html`<span class="badge ok">Live</span>`}
        ${connection === "lost" && html`<span class="badge problem">No connection</span>`}
      </header>
      <p><code class="wire-address">${proxy.address}</code></p>
      <p class="note">In front of ${proxy.upstream}. A client that is given this address instead of
        the broker's is seen below: <code>KAFKA_BOOTSTRAP_SERVERS=${proxy.address}</code>. It speaks
        to the proxy without TLS, whatever the brokers demand.</p>
    </section>
    <${FaultPanel} proxy=${proxy} faults=${state.faults} frozen=${state.frozen} />
    <section class="card" aria-labelledby="frames-title">
      <header class="card-head"><h2 id="frames-title">Requests and answers</h2></header>
      <${Filter} filter=${filter} apis=${proxy.apis} paused=${paused} onFilter=${setFilter}
        onPause=${pause} />
      ${state.failure !== null && html`<p class="form-error" role="alert">${state.failure}</p>`}
      <p class="note wire-counts" role="status">${countsText(state, paused)}</p>
      <${FrameTable} frames=${state.frames} />
    </section>
  `;
}

interface FilterProps {
  readonly filter: WireFilterText;
  readonly apis: readonly string[];
  readonly paused: boolean;
  readonly onFilter: (filter: WireFilterText) => void;
  readonly onPause: () => void;
}

function Filter({ filter, apis, paused, onFilter, onPause }: FilterProps) {
  const text = (name: "api" | "client" | "topic") => ({ target }: PageEventLike) =>
    onFilter({ ...filter, [name]: target.value });
  const check = (name: "errors" | "quiet") => ({ target }: PageEventLike) =>
    onFilter({ ...filter, [name]: target.checked });
  return html`
    <div class="toolbar wire-tools">
      <div class="field"><label for="wire-api">Request</label>
        <select id="wire-api" class="input" value=${filter.api} onChange=${text("api")}>
          <option value="">All</option>
          ${apis.map((api) => html`<option key=${api} value=${api}>${api}</option>`)}
        </select>
      </div>
      <div class="field"><label for="wire-client">Client ids</label>
        <input id="wire-client" class="input" value=${filter.client} onChange=${text(
          "client",
        )} spellcheck="false" />
      </div>
      <div class="field"><label for="wire-topic">Topics</label>
        <input id="wire-topic" class="input" value=${filter.topic} onChange=${text(
          "topic",
        )} spellcheck="false" />
      </div>
      <label class="tick"><input type="checkbox" checked=${filter.errors}
        onChange=${check("errors")} /> Only errors and faults</label>
      <label class="tick"><input type="checkbox" checked=${filter.quiet}
        onChange=${check("quiet")} /> No heartbeats and empty fetches</label>
      <button type="button" class="pause" aria-pressed=${paused ? "true" : "false"}
        onClick=${onPause}>${paused ? "Resume" : "Pause"}</button>
    </div>
  `;
}
