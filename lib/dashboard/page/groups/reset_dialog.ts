import { send } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { Dialog } from "../dialog.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import type { MoveView } from "../../groups/group_reset.ts";
import type { GroupDetail } from "../../groups/group_view.ts";
import { useOrder } from "./use_order.ts";
import { difference, partitionsIn } from "./words.ts";

interface ResetProps {
  readonly group: GroupDetail;
  /** Told in a sentence what was done. */
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

interface Form {
  readonly topic: string;
  readonly partitions: string;
  readonly to: string;
  readonly value: string;
}

const WAYS = [
  { to: "earliest", title: "the first record kept", field: "" },
  { to: "latest", title: "behind the last record", field: "" },
  { to: "offset", title: "an offset", field: "Offset" },
  { to: "shift", title: "so many records on or back", field: "Records, negative for back" },
  { to: "time", title: "a time", field: "Time (UTC)" },
] as const;

/** Moves a group's offsets in two steps: what would be moved, then the moving of just that. */
export function ResetDialog({ group, onDone, onClose }: ResetProps) {
  const [form, setForm] = useState<Form>({ topic: "", partitions: "", to: "earliest", value: "" });
  const [plan, setPlan] = useState<readonly MoveView[] | null>(null);
  const { busy, error, order } = useOrder();
  const change = (name: keyof Form) => (event: PageEventLike) => {
    const { value } = event.target;
    setForm((last) => ({ ...last, [name]: value, ...(name === "to" ? { value: "" } : {}) }));
    setPlan(null);
  };
  const look = async () => {
    const asked = requestOf(group, form);
    const answer = await send<{ moves: readonly MoveView[] }>(
      "POST",
      "/api/groups/reset/plan",
      asked,
    );
    setPlan(answer.moves);
  };
  const move = async (moves: readonly MoveView[]) => {
    const body = { group: group.groupId, moves };
    const done = await send<{ moves: readonly MoveView[] }>("POST", "/api/groups/reset", body);
    onDone(`${counted(done.moves.length, "offset")} of group ${group.groupId} moved`);
  };
  const empty = plan !== null && plan.length === 0;
  return html`
    <${Dialog} title="Reset offsets" danger=${plan !== null} busy=${busy} error=${error}
      ready=${!empty}
      action=${plan === null ? "Show what would move" : `Move ${counted(plan.length, "offset")}`}
      onAction=${() => order(() => plan === null ? look() : move(plan))} onClose=${onClose}>
      <p>Offsets of <b>${group.groupId}</b> can only be moved while it has no members. Nothing is
        moved before you have seen what.</p>
      <${Fields} group=${group} form=${form} change=${change} />
      <div role="status">
        ${plan !== null && html`<${Plan} moves=${plan} />`}
      </div>
      </${Dialog}>
  `;
}

interface FieldsProps {
  readonly group: GroupDetail;
  readonly form: Form;
  readonly change: (name: keyof Form) => (event: PageEventLike) => void;
}

function Fields({ group, form, change }: FieldsProps) {
  const { field } = WAYS.find(({ to }) => to === form.to) ?? WAYS[0];
  return html`
    <label class="field"><span>Topic</span>
      <select class="input" value=${form.topic} onChange=${change("topic")}>
        <option value="">all ${digits(group.topicList.length)}</option>
        ${group.topicList.map(({ topic }) =>
          html`<option key=${topic} value=${topic}>${topic}</option>`
        )}
      </select>
    </label>
    ${form.topic !== "" && html`<label class="field"><span>Partitions</span>
      <input class="input" value=${form.partitions} placeholder="all, or 0, 2-4"
        autocomplete="off" onInput=${change("partitions")} />
    </label>`}
    <label class="field"><span>Go to</span>
      <select class="input" value=${form.to} onChange=${change("to")}>
        ${WAYS.map(({ to, title }) => html`<option key=${to} value=${to}>${title}</option>`)}
      </select>
    </label>
    ${field !== "" && html`<label class="field" key=${form.to}><span>${field}</span>
      <input class="input" type=${form.to === "time" ? "datetime-local" : "text"} step="0.001"
        value=${form.value} autocomplete="off" onInput=${change("value")} />
    </label>`}
  `;
}

const SHOWN = 200;

function Plan({ moves }: { readonly moves: readonly MoveView[] }) {
  if (moves.length === 0) return html`<p class="calm">Nothing would be moved.</p>`;
  const changed = moves.filter(({ from, to }) => from !== to).length;
  return html`
    <p class="plan-head">${counted(moves.length, "offset")} would be set, ${digits(changed)} of them
      to another value${moves.length > SHOWN ? `; the first ${SHOWN} are shown` : ""}.</p>
    <div class="plan" tabindex="0" role="group" aria-label="What would move">
      <table class="plan-table">
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col" class="number">From</th>
            <th scope="col" class="number">To</th>
            <th scope="col" class="number">Change</th>
          </tr>
        </thead>
        <tbody>
          ${moves.slice(0, SHOWN).map(({ topic, partition, from, to }) =>
            html`
              <tr key=${`${topic}/${partition}`}>
                <th scope="row">${topic}/${partition}</th>
                <td class="number">${from === null ? "never" : digits(from)}</td>
                <td class="number">${digits(to)}</td>
                <td class="number">${difference(from, to)}</td>
              </tr>
            `
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** @throws {Error} with a sentence for fields that can't be right */
function requestOf(group: GroupDetail, form: Form): Readonly<Record<string, unknown>> {
  const partitions = form.topic === "" ? undefined : partitionsIn(form.partitions);
  const topics = form.topic === "" ? group.topicList.map(({ topic }) => topic) : [form.topic];
  const value = form.to === "time" ? timeOf(form.value) : form.value.trim();
  return {
    group: group.groupId,
    topics,
    to: form.to,
    ...(value === "" ? {} : { value }),
    ...(partitions === undefined ? {} : { partitions }),
  };
}

function timeOf(text: string): string {
  const ms = Date.parse(`${text}Z`);
  if (Number.isNaN(ms) || ms < 0) throw new Error("Choose a time since 1970");
  return String(ms);
}
