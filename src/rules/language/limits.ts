/**
 * The bounds of the language. Each exists so that no text, however odd, costs unbounded time, memory or stack; each
 * is far above what a person writes. A test exercises every one.
 */
export const LIMITS = {
  /** UTF-16 units of one expression. */
  sourceLengthMax: 1 << 20,
  /** Nesting of parentheses, unary operators and comparisons. */
  depthMax: 100,
  /** Depth of a rule's tree, its macros in place; alternating `&&` and `||` deepen it too. */
  treeDepthMax: 400,
  /** Operands of one chain of `&&` and `||`. */
  chainLengthMax: 1000,
  /** Members of one list. */
  listLengthMax: 20_000,
  /** Nodes of a rule after its macros are put in place. */
  nodesMax: 100_000,
  /** Macros within macros. */
  macroDepthMax: 32,
} as const;
