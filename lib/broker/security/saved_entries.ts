/** Where users and rules are kept: the cluster's own log. */
export interface SavedEntries {
  /** What is kept under names that begin so, with the rest of the name. */
  entries(prefix: string): [name: string, entry: unknown][];
  /** Keeps something under a name; null forgets it. */
  save(name: string, entry: unknown): void;
}
