import { Alerts } from "./alerts.ts";
import { Breakdowns, Store } from "./breakdowns.ts";
import { Consumers } from "./consumers.ts";
import { DeadLetters } from "./dead_letters.ts";
import { Banner, Head } from "./head.ts";
import { html } from "./html.ts";
import { Lanes } from "./lanes.ts";
import { useEffect, useRef, useState } from "./preact.ts";
import type { PageState } from "./state.ts";
import { useOverview } from "./stream.ts";
import { Throughput } from "./throughput.ts";
import { TileRow } from "./tile_row.ts";
import { tilesOf, trafficWords } from "./tiles.ts";

/** The first page: how the whole system is doing, live. */
export function Overview() {
  const live = useOverview("/events");
  const [paused, setPaused] = useState(false);
  const held = useRef(live);
  if (!paused) held.current = live;
  const silentSeconds = useSilence(live);
  // a lost connection is told even while the figures stand still
  const state = { ...held.current, connection: live.connection, failure: live.failure };
  return html`
    <${Head} state=${state} paused=${paused} silentSeconds=${silentSeconds}
      onPause=${() => setPaused(!paused)} />
    <${Banner} state=${state} silentSeconds=${silentSeconds} />
    <${Figures} state=${state} />
  `;
}

function Figures({ state }: { readonly state: PageState }) {
  const { snapshot, samples } = state;
  if (snapshot === null) return html`<p class="waiting">Waiting for the first figures…</p>`;
  return html`
    <${TileRow} tiles=${tilesOf(snapshot, samples.at(-1))} />
    <div class="columns">
      <div class="wide">
        <${Throughput} samples=${samples} words=${trafficWords(snapshot.traffic)} />
      </div>
      <div class="narrow">
        <${Alerts} alerts=${snapshot.alerts} nowMs=${snapshot.atMs} />
        <${Consumers} groups=${snapshot.groups} />
        ${snapshot.store !== null && html`<${Store} store=${snapshot.store} />`}
      </div>
    </div>
    <${Lanes} snapshot=${snapshot} />
    ${snapshot.deadLetters.topic !== "" && html`
      <${DeadLetters} deadLetters=${snapshot.deadLetters} retried=${snapshot.traffic.retried} />
    `}
    ${snapshot.traffic.measured !== "offsets" &&
      html`<${Breakdowns} statistics=${snapshot.statistics} />`}
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
