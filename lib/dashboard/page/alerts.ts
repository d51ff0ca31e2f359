import type { AlertView } from "../source.ts";
import { span, timeOfDay } from "./format.ts";
import { html } from "./html.ts";

interface AlertsProps {
  readonly alerts: readonly AlertView[];
  readonly nowMs: number;
}

/** What is wrong now, read out by a screen reader when it changes. */
export function Alerts({ alerts, nowMs }: AlertsProps) {
  const firing = alerts.filter((alert) => alert.state === "firing").length;
  return html`
    <section class="card" aria-labelledby="alerts-title">
      <header class="card-head">
        <h2 id="alerts-title">Alerts</h2>
        <span class="aside" role="status">${firing === 0
          ? "none firing"
          : `${firing} firing`}</span>
      </header>
      ${alerts.length === 0 ? html`<p class="calm">Nothing is wrong.</p>` : html`<ul class="alerts">
          ${
        alerts.map((alert) =>
          html`<${AlertItem} key=${`${alert.from} ${alert.name} ${alert.subject}`} alert=${alert} nowMs=${nowMs} />`
        )
      }
        </ul>`}
    </section>
  `;
}

function AlertItem({ alert, nowMs }: { readonly alert: AlertView; readonly nowMs: number }) {
  const { name, subject, severity, state, sinceMs, why, action, expression, from } = alert;
  const level = state === "pending" ? "pending" : severity === "critical" ? "problem" : "warning";
  const word = state === "pending" ? "Pending" : severity === "critical" ? "Critical" : "Warning";
  return html`
    <li class=${`alert ${level}`}>
      <p class="alert-head">
        <span class=${`badge ${level}`}>${word}</span> <b>${name}</b>
        ${subject !== "" && html`<span class="subject">${subject}</span>`}
        ${from === "prometheus" && html`<span class="origin">by Prometheus</span>`}
      </p>
      <p>${why}</p>
      ${action !== undefined && html`<p class="action">To do: ${action}</p>`}
      ${expression !== undefined && html`<p class="rule">Rule: <code>${expression}</code></p>`}
      <p class="since">since ${timeOfDay(sinceMs)} (${span(
        Math.max(0, nowMs - sinceMs) / 1000,
      )})</p>
    </li>
  `;
}
