/** A SECL expression as a condition on records. */
import { compileDocumentCondition } from '../signals/document-fields.ts';
import type { Record as WireRecord } from '../wire/record.gen.ts';
import { parseDocument } from './sinks/summary.ts';

/** The condition, which never throws; or the text that says what is wrong with the expression. */
export function documentCondition(source: string): ((record: WireRecord) => boolean) | string {
  const condition = compileDocumentCondition(source);
  return typeof condition === 'string' ? condition : (record) => condition(parseDocument(record));
}
