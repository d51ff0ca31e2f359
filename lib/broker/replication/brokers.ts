/** A broker as clients are told of it. */
export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** The brokers of a cluster: which there are, which of them live, and where those listen. */
export class Brokers {
  /** All that are registered, dead or alive. */
  readonly ids: readonly number[];
  readonly #dead = new Set<number>();
  #addresses: readonly BrokerAddress[] = [];

  constructor(ids: readonly number[]) {
    this.ids = ids;
  }

  readonly isLive = (id: number): boolean => this.ids.includes(id) && !this.#dead.has(id);

  get live(): readonly number[] {
    return this.ids.filter(this.isLive);
  }

  /** Where each listens, or will again. */
  get all(): readonly BrokerAddress[] {
    return this.#addresses;
  }

  /** Those that clients are told of. */
  get addresses(): readonly BrokerAddress[] {
    return this.#addresses.filter(({ id }) => this.isLive(id));
  }

  /** The broker that is named as the controller; −1 when none lives. */
  get controllerId(): number {
    return this.live[0] ?? -1;
  }

  /** Notes where a broker listens; it keeps that place for good. */
  listensAt(address: BrokerAddress): void {
    this.#addresses = [...this.#addresses.filter(({ id }) => id !== address.id), address]
      .sort((a, b) => a.id - b.id);
  }

  died(id: number): void {
    this.#dead.add(id);
  }

  rose(id: number): void {
    this.#dead.delete(id);
  }
}
