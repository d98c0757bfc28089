/** A SECL expression as a filter of events, for live tails and subscribers. */
import type { RuntimeEvent } from '../enrich/event.ts';
import { liveModel } from '../rules/field-readers.ts';
import { compileRule, emptyEnvironment, readRule, renderDiagnostic } from '../rules/language/index.ts';

/** A filter expression, or the text that says what is wrong with it. */
export function compileFilter(source: string): ((event: RuntimeEvent) => boolean) | string {
  const checked = readRule<RuntimeEvent>(source, liveModel, { eventType: 'single' });
  if (checked.diagnostics.length > 0 || checked.rule === undefined) {
    return checked.diagnostics.map((d) => renderDiagnostic(d, source)).join('\n');
  }
  const { eventType } = checked.rule;
  const test = compileRule<RuntimeEvent>(checked.rule, liveModel);
  return (event) =>
    (eventType === null || event.type === eventType) && test(event, emptyEnvironment(event.timestampNs));
}
