/** When the alerts that need no Prometheus fire, in words. */
const RULES: Readonly<Record<string, string>> = {
  KafkaBrokerDown: "the cluster gives no answer",
  KafkaConsumerLagGrowing: "unread records grow over the last looks, for 5 s",
  KafkaConsumerStalled: "unread records and no progress, or nobody in the group, for 5 s",
  DeadLetterRateHigh: "more than 5 % of the records of the last minute, and 5 at least",
};

/** The rule of an alert, for its view; nothing where it isn't one of those. */
export function ruleOf(name: string): { readonly expression?: string } {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule === undefined ? {} : { expression: rule };
}
