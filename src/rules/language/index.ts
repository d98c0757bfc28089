/**
 * The rule language: read, check, evaluate, compile. Runs anywhere JavaScript runs and touches nothing outside.
 * The usual way through is {@link readRule} (text to checked rule) and {@link compileRule} (checked rule to function).
 */
export type * from './ast.ts';
export { REGISTER_ELEMENTS_MAX } from './ast.ts';
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  diagnosticAt,
  displayWidth,
  renderDiagnostic,
} from './diagnostics.ts';
export { LIMITS } from './limits.ts';
export type * from './model.ts';
export { nearestName } from './nearest-name.ts';
export { networkOf, networksOverlap, type ParsedNetwork, parseNetwork, printNetwork } from './network.ts';
export { macroOfValues, type Parsed, parseMacro, parseRule } from './parse.ts';
export {
  type CompiledTest,
  compileGlob,
  compilePattern,
  globReachesBelow,
  type StringMatcher,
} from './patterns.ts';
export { printGrouping } from './print.ts';
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
