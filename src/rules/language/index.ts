/**
 * The rule language: read, check, evaluate, compile. Runs anywhere JavaScript runs and touches nothing outside.
 * The usual way through is {@link readRule} (text to checked rule) and {@link compileRule} (checked rule to function).
 */

export {
  type ApproverCapability,
  type ApproverKind,
  type Approvers,
  type ApproverValue,
  approvalOf,
  bitmaskCombinations,
  findApprovers,
  type RuleApproval,
} from './approvers.ts';
export type * from './ast.ts';
export { REGISTER_ELEMENTS_MAX } from './ast.ts';
export { type Atom, atomsOf, predicateOf } from './atoms.ts';
export { type Checked, type CheckOptions, checkMacro, checkRule, type MacroDefinition } from './check.ts';
export {
  type CompiledExpression,
  type CompiledRule,
  compileExpression,
  compilePredicate,
  compileRule,
} from './compile.ts';
export { conditionCost } from './cost.ts';
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  diagnosticAt,
  displayWidth,
  renderDiagnostic,
} from './diagnostics.ts';
export { type Discarder, findDiscarders } from './discarders.ts';
export { rootDomainOf } from './domains.ts';
export { evaluate, evaluateValue, fieldReader, isTrue } from './evaluate.ts';
export { expressionKey, fieldKey, fieldsOf, isLeaf, walk } from './expressions.ts';
export * from './field-validators.ts';
export { type ExpandedRule, expandFim, usesFim } from './fim-expansion.ts';
export { type Fragment, type Highlight, highlight } from './highlight.ts';
export { LIMITS } from './limits.ts';
export { type MatchedPart, matchedParts } from './matched-parts.ts';
export type * from './model.ts';
export { nearestName } from './nearest-name.ts';
export { networkOf, networksOverlap, type ParsedNetwork, parseNetwork, printNetwork } from './network.ts';
export { macroOfValues, type Parsed, parseMacro, parseRule } from './parse.ts';
export { canMatch, canMatchValue } from './partial.ts';
export {
  type CompiledTest,
  compileGlob,
  compilePattern,
  globReachesBelow,
  type StringMatcher,
} from './patterns.ts';
export { printGrouping } from './print.ts';
export { readRule } from './read-rule.ts';
export { type CompiledCapture, compileCapture, compileRegexp } from './regexp.ts';
export { type Scanned, scan, type Token, type TokenKind } from './scan.ts';
export {
  type Environment,
  emptyEnvironment,
  scopeOfVariable,
  type VariableScope,
  type VariableSpec,
  type VariableTable,
  zeroValue,
} from './variables.ts';
