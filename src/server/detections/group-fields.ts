/** Fields that detections group and count by: facts of the record under short names, and every field of SECL. */
import { findField } from '../../../schema/fields.ts';
import { jsonModel } from '../events/json-fields.ts';
import type { DetectionRecord } from './definition.ts';

/** A field, and how it is read as text. Lists give their members joined. */
export interface GroupField {
  readonly name: string;
  readonly read: (record: DetectionRecord) => string;
}

const RECORD: Readonly<Record<string, (record: DetectionRecord) => string>> = {
  rule_id: (r) => r.ruleId,
  host_id: (r) => r.hostId,
  host: (r) => r.host,
  type: (r) => r.type,
  context: (r) => r.context,
};

/** Undefined when there is no such field. */
export function groupFieldOf(name: string): GroupField | undefined {
  const own = RECORD[name];
  if (own !== undefined) return { name, read: own };
  if (findField(name) === undefined) return undefined;
  const spec = jsonModel.field(name)!;
  const read = jsonModel.read(spec);
  return {
    name,
    read: ({ document }) => {
      const value = read(document);
      return Array.isArray(value) ? value.join(',') : String(value);
    },
  };
}
