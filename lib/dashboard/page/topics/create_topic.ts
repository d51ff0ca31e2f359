import type { PageEventLike } from "../browser.ts";
import { Dialog } from "../dialog.ts";
import { html } from "../html.ts";
import { navigate } from "../place.ts";
import { useState } from "../preact.ts";
import { Field } from "./field.ts";
import { settingsIn } from "./settings_text.ts";
import { useOrder } from "./use_order.ts";

/** The form for a new topic. */
export function CreateTopic({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [partitions, setPartitions] = useState("3");
  const [replicas, setReplicas] = useState("1");
  const [settings, setSettings] = useState("");
  const order = useOrder(() => {
    onClose();
    navigate(`/topics/${encodeURIComponent(name)}`);
  });
  const { config, problem } = settingsIn(settings);
  const create = () =>
    order.give("POST", "/api/topics", {
      name,
      partitions: Number(partitions),
      replicationFactor: Number(replicas),
      config,
    });
  return html`
    <${Dialog} title="Create topic" action="Create" ready=${name !== "" && problem === null}
      busy=${order.busy} error=${order.error ?? problem} onAction=${create} onClose=${onClose}>
      <${Field} label="Name" value=${name} onText=${setName} maxlength="249" autofocus />
      <${Field} label="Partitions" value=${partitions} onText=${setPartitions} type="number"
        min="1" />
      <${Field} label="Replicas of each" value=${replicas} onText=${setReplicas} type="number"
        min="1" />
      <div class="field">
        <label for="new-settings">Settings, one a line</label>
        <textarea id="new-settings" class="input code" rows="3" spellcheck=${false}
          placeholder="retention.ms=604800000" value=${settings}
          onInput=${(event: PageEventLike) => setSettings(event.target.value)}></textarea>
      </div>
      </${Dialog}>
  `;
}
