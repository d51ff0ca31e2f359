import { render } from "./preact.ts";
import { useEffect, useRef, useState } from "./preact.ts";
import { browser } from "./browser.ts";
import { Alerts } from "./alerts.ts";
import { Breakdowns, Store } from "./breakdowns.ts";
import { Consumers } from "./consumers.ts";
import { DeadLetters } from "./dead_letters.ts";
import { Banner, Head } from "./head.ts";
import { html } from "./html.ts";
import { Lanes } from "./lanes.ts";
import type { PageState } from "./state.ts";
import { useStream } from "./stream.ts";
import { Throughput } from "./throughput.ts";
import { TileRow } from "./tile_row.ts";
import { tilesOf } from "./tiles.ts";

function App() {
  const live = useStream("/events");
  const [paused, setPaused] = useState(false);
  const held = useRef(live);
  if (!paused) held.current = live;
  const silentSeconds = useSilence(live);
  // a lost connection is told even while the figures stand still
  const state = { ...held.current, connection: live.connection, failure: live.failure };
  const firing = state.snapshot?.alerts.filter((alert) => alert.state === "firing").length ?? 0;
  useEffect(() => {
    browser.document.title = firing === 0 ? "Kafka workshop" : `(${firing}) Kafka workshop`;
  }, [firing]);
  return html`
    <a class="skip" href="#main">Skip to the figures</a>
    <${Head} state=${state} paused=${paused} silentSeconds=${silentSeconds}
      onPause=${() => setPaused(!paused)} />
    <${Banner} state=${state} silentSeconds=${silentSeconds} />
    <main id="main" tabindex="-1">
      <${Overview} state=${state} />
    </main>
  `;
}

function Overview({ state }: { readonly state: PageState }) {
  const { snapshot, samples } = state;
  if (snapshot === null) return html`<p class="waiting">Waiting for the first figures…</p>`;
  return html`
    <${TileRow} tiles=${tilesOf(snapshot, samples.at(-1))} />
    <div class="columns">
      <div class="wide">
        <${Throughput} samples=${samples} />
      </div>
      <div class="narrow">
        <${Alerts} alerts=${snapshot.alerts} nowMs=${snapshot.atMs} />
        <${Consumers} groups=${snapshot.groups} />
        ${snapshot.store !== null && html`<${Store} store=${snapshot.store} />`}
      </div>
    </div>
    <${Lanes} snapshot=${snapshot} />
    <${DeadLetters} deadLetters=${snapshot.deadLetters} retried=${snapshot.traffic.retried} />
    <${Breakdowns} statistics=${snapshot.statistics} />
  `;
}

/** Seconds since the server was last heard of, looked at each second. */
function useSilence({ heardAtMs }: PageState): number {
  const [nowMs, setNowMs] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return heardAtMs === null ? 0 : Math.max(0, nowMs - heardAtMs) / 1000;
}

const root = browser.document.getElementById("app")!;
root.replaceChildren();
render(html`<${App} />`, root);
