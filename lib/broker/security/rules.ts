import { type Rule, ruleKey } from "./rule.ts";
import { matches, type RuleFilter } from "./rule_filter.ts";
import type { SavedEntries } from "./saved_entries.ts";

const PREFIX = "acl ";

/** The access rules of the cluster. */
export class Rules {
  readonly #byKey = new Map<string, Rule>();
  readonly #saved: SavedEntries;

  constructor(saved: SavedEntries) {
    this.#saved = saved;
    for (const [key, rule] of saved.entries(PREFIX)) this.#byKey.set(key, rule as Rule);
  }

  [Symbol.iterator](): IterableIterator<Rule> {
    return this.#byKey.values();
  }

  /** Adds a rule; one that is there already stays. */
  add(rule: Rule): void {
    const key = ruleKey(rule);
    if (this.#byKey.has(key)) return;
    this.#saved.save(PREFIX + key, rule);
    this.#byKey.set(key, rule);
  }

  /** The rules that a filter matches. */
  matching(filter: RuleFilter): Rule[] {
    return [...this].filter((rule) => matches(filter, rule));
  }

  /** Removes the rules that a filter matches, and gives them. */
  remove(filter: RuleFilter): Rule[] {
    const found = this.matching(filter);
    for (const rule of found) {
      const key = ruleKey(rule);
      this.#saved.save(PREFIX + key, null);
      this.#byKey.delete(key);
    }
    return found;
  }
}
