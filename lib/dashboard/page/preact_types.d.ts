// The part of preact's interface that the page uses. Preact's own types load the DOM's, which
// would change the types of streams in all that is checked together with the page.

/** A piece of the page. */
export interface VNode {
  readonly type: unknown;
  readonly props: Readonly<Record<string, unknown>>;
}

export function h(type: unknown, props: unknown, ...children: unknown[]): VNode;
export function render(node: VNode, parent: unknown): void;

export function useState<T>(first: T): [T, (next: T | ((known: T) => T)) => void];
export function useEffect(effect: () => void | (() => void), inputs: readonly unknown[]): void;
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useRef<T>(first: T): { current: T };
export function useId(): string;
