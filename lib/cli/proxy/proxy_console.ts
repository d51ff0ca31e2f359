import { ConfigError } from "../../core/mod.ts";
import { formatFault, parseFault, type Proxy } from "../../proxy/mod.ts";
import { LineConsole } from "../line_console.ts";

/** What may be typed while a proxy runs. */
export const CONSOLE_HELP: readonly string[] = [
  "While it runs, a line does something:",
  "  add FAULT        adds a fault, written as --fault is",
  "  list             the faults with their counts, and who is frozen",
  "  remove NUMBER    removes a fault: what it holds back goes on",
  "  freeze CLIENT    no byte of this client id passes, either way",
  "  release [CLIENT] lets it go, or all",
  "  refuse, accept   closes the proxy's ports, opens them again",
  "  quit             ends it, as Ctrl-C does",
];

/** The orders that a proxy takes while it runs. */
export class ProxyConsole extends LineConsole {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy) {
    super(CONSOLE_HELP, {
      add: (line) => this.#add(line),
      list: () => this.summary(),
      remove: (text) => this.#remove(text),
      freeze: (clientId) => this.#freeze(clientId),
      release: (clientId) => this.#release(clientId),
      refuse: () => this.#refuse(true),
      accept: () => this.#refuse(false),
    });
    this.#proxy = proxy;
  }

  /** Each fault with its count, and who is frozen. */
  summary(): string[] {
    const faults = this.#proxy.faults.map((handle) =>
      `fault ${handle.id}  fired ${String(handle.fired).padStart(5)}  ${formatFault(handle.fault)}`
    );
    const frozen = this.#proxy.frozenClients.map(({ clientId, held }) =>
      `frozen   ${clientId}, ${held} frames held back`
    );
    const lines = [...faults, ...frozen];
    return lines.length > 0 ? lines : ["No fault and nobody frozen"];
  }

  #add(line: string): string[] {
    const handle = this.#proxy.add(parseFault(line));
    return [`fault ${handle.id}  ${formatFault(handle.fault)}`];
  }

  #remove(text: string): string[] {
    const handle = this.#proxy.faults.find(({ id }) => String(id) === text);
    if (handle === undefined) throw new ConfigError(`There is no fault "${text}": list shows them`);
    handle.remove();
    return [`fault ${handle.id}  removed after it fired ${handle.fired} times`];
  }

  #freeze(clientId: string): string[] {
    if (clientId === "") throw new ConfigError("Say who: freeze CLIENT, a client id");
    this.#proxy.freezeClient(clientId);
    return [`frozen   ${clientId}: release ${clientId} lets it go`];
  }

  #release(clientId: string): string[] {
    const wanted = this.#proxy.frozenClients
      .filter((frozen) => clientId === "" || frozen.clientId === clientId);
    if (wanted.length === 0) throw new ConfigError("No such client is frozen: list shows them");
    for (const frozen of wanted) frozen.release();
    return wanted.map((frozen) => `released ${frozen.clientId}, ${frozen.held} frames were held`);
  }

  async #refuse(on: boolean): Promise<string[]> {
    await this.#proxy.refuse(on);
    return [on ? "refusing: every connection is refused" : "accepting connections"];
  }
}
