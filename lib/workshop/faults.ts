export interface Faults extends AsyncDisposable {
  readonly bootstrapServers: readonly string[];
}
