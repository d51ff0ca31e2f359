import { send } from "../api.ts";
import { Dialog } from "../dialog.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";
import { useOrder } from "./use_order.ts";

interface DoneProps {
  readonly group: string;
  /** Told in a sentence what was done. */
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

/** Asks before a group and all that it has committed are deleted. */
export function DeleteDialog({ group, onDone, onClose }: DoneProps) {
  const { busy, error, order } = useOrder();
  const remove = () =>
    order(async () => {
      await send("POST", "/api/groups/delete", { group });
      onDone(`Group ${group} was deleted`);
    });
  return html`
    <${Dialog} title="Delete this group?" action="Delete group" danger=${true} busy=${busy}
      error=${error} onAction=${remove} onClose=${onClose}>
      <p>What <b>${group}</b> has committed is gone then: whoever joins it again begins where its
        reset policy says. Kafka deletes only groups without members.</p>
      </${Dialog}>
  `;
}

/** Asks before what a group has committed for a topic is forgotten. */
export function ForgetDialog(
  { group, topic, onDone, onClose }: DoneProps & { readonly topic: string },
) {
  const { busy, error, order } = useOrder();
  const forget = () =>
    order(async () => {
      const body = { group, topic };
      const { forgotten } = await send<{ forgotten: number }>("POST", "/api/groups/forget", body);
      onDone(`${counted(forgotten, "offset")} of topic ${topic} were forgotten`);
    });
  return html`
    <${Dialog} title="Forget offsets?" action="Forget offsets" danger=${true} busy=${busy}
      error=${error} onAction=${forget} onClose=${onClose}>
      <p>What <b>${group}</b> has committed for topic <b>${topic}</b> is gone then. Kafka refuses
        this while members of the group read the topic.</p>
      </${Dialog}>
  `;
}
