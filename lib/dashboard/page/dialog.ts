import { browser, type PageDialog, type PageEventLike } from "./browser.ts";
import { html } from "./html.ts";
import { useEffect, useId } from "./preact.ts";

interface DialogProps {
  readonly title: string;
  /** What the button that does it says: `Delete topic`. */
  readonly action: string;
  /** Whether it can't be undone. */
  readonly danger?: boolean;
  /** Whether the button can be pressed. */
  readonly ready?: boolean;
  /** Whether the server is at it. */
  readonly busy?: boolean;
  /** Why it was refused. */
  readonly error?: string | null;
  readonly onAction: () => void;
  readonly onClose: () => void;
  readonly children: unknown;
}

/** A question before something is done: a form over the page, closed by Escape. */
export function Dialog(props: DialogProps) {
  const { title, action, danger = false, ready = true, busy = false, error = null } = props;
  const id = useId();
  useEffect(() => {
    const before = browser.document.activeElement;
    const dialog = browser.document.getElementById(id) as PageDialog | null;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // a button that was pressed last and disabled has lost the focus to nobody
      before?.focus();
    };
  }, [id]);
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    if (ready && !busy) props.onAction();
  };
  const cancel = (event: PageEventLike) => {
    event.preventDefault();
    props.onClose();
  };
  return html`
    <dialog class="dialog" id=${id} aria-labelledby=${`${id}-title`} onCancel=${cancel}>
      <form onSubmit=${submit} novalidate>
        <h2 id=${`${id}-title`}>${title}</h2>
        ${props.children}
        <p class="form-error" role="alert">${error ?? ""}</p>
        <p class="buttons">
          <button type="button" class="button" onClick=${props.onClose}>Cancel</button>
          <button type="submit" class=${danger ? "button danger" : "button main"}
            disabled=${!ready || busy}>${busy ? "Working…" : action}</button>
        </p>
      </form>
    </dialog>
  `;
}
