import type { SettingRow } from "../../topics/topic_view.ts";
import { canWrite } from "../api.ts";
import { Dialog } from "../dialog.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { Field } from "./field.ts";
import { useOrder } from "./use_order.ts";

const SOURCES: Readonly<Record<string, string>> = {
  topic: "this topic",
  broker: "its broker",
  brokers: "all brokers",
  file: "the broker's file",
  default: "Kafka's default",
};

/** A topic's settings and where each value comes from; asked for when somebody opens them. */
export function ConfigPanel({ name }: { readonly name: string }) {
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState<SettingRow | null>(null);
  const path = `/api/topics/${encodeURIComponent(name)}/config`;
  const { value, error, reload } = useJson<{ settings: SettingRow[] }>(open ? path : null);
  return html`
    <section class="card" aria-labelledby="config-title">
      <header class="card-head">
        <h2 id="config-title">Settings</h2>
        <button type="button" class="button" aria-expanded=${open ? "true" : "false"}
          onClick=${() => setOpen(!open)}>${open ? "Hide" : "Show settings"}</button>
      </header>
      ${open && error !== null && html`<p class="form-error" role="alert">${error}</p>`}
      ${open && value !== null &&
        html`<${Table} settings=${value.settings} onChange=${setChanging} />`}
    </section>
    ${changing !== null && html`
      <${ChangeSetting} path=${path} setting=${changing} onClose=${() => {
        setChanging(null);
        reload();
      }} />
    `}
  `;
}

function Table({ settings, onChange }: {
  readonly settings: readonly SettingRow[];
  readonly onChange: (setting: SettingRow) => void;
}) {
  return html`
    <table class="rows settings" role="table" aria-label="Settings">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Setting</th>
          <th role="columnheader" scope="col">Value</th>
          <th role="columnheader" scope="col">Set by</th>
          ${canWrite() && html`<th role="columnheader" scope="col">Change</th>`}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${settings.map((setting) =>
          html`
            <tr role="row" key=${setting.name}>
              <th role="rowheader" scope="row" class="code">${setting.name}</th>
              <td role="cell" class="code" data-label="Value">
                ${setting.secret ? "not shown" : setting.value ?? "–"}
              </td>
              <td role="cell" data-label="Set by">${SOURCES[setting.source] ?? setting.source}</td>
              ${canWrite() && html`
                <td role="cell" data-label="Change">
                  ${!setting.readOnly && html`
                    <button type="button" class="button link" aria-label=${`Change ${setting.name}`}
                      onClick=${() => onChange(setting)}>Change</button>
                  `}
                </td>
              `}
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}

function ChangeSetting({ path, setting, onClose }: {
  readonly path: string;
  readonly setting: SettingRow;
  readonly onClose: () => void;
}) {
  const [value, setValue] = useState(setting.value ?? "");
  const order = useOrder(onClose);
  const { name, source } = setting;
  return html`
    <${Dialog} title="Change a setting" action="Change" busy=${order.busy} error=${order.error}
      ready=${value !== (setting.value ?? "")}
      onAction=${() => order.give("PATCH", path, { set: { [name]: value } })} onClose=${onClose}>
      <${Field} label=${name} value=${value} onText=${setValue} autofocus />
      ${source === "topic" && html`
        <p class="note">
          <button type="button" class="button" disabled=${order.busy}
            onClick=${() => order.give("PATCH", path, { reset: [name] })}>
            Give the default back
          </button>
        </p>
      `}
    </${Dialog}>
  `;
}
