/**
 * Bodies of webhooks: the shapes that Slack, Microsoft Teams and PagerDuty take, the bare document, and templates of users.
 *
 * A user's template is JSON in which `{{name}}` inside strings stands for a fact of the signal: {{title}}, {{severity}},
 * {{process.executable.path}} and any other dotted path of the document. A string that is nothing but one `{{…}}` takes the
 * value as it is, also an object; `{{.}}` is the whole document. Surprising: it is filled in after it was parsed, so that no
 * value can break out of its string.
 */
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { cutText, type Json, parseDocument, type SeverityWord, type Summary, summarize } from './summary.ts';

export const TEMPLATES = ['json', 'slack', 'teams', 'pagerduty'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

export interface BodyOptions {
  /** Integration key of PagerDuty's Events API. */
  readonly routingKey: string;
}

/** Makes the body of one record. */
export type BodyMaker = (record: WireRecord) => unknown;

export function bodyMaker(template: TemplateName, options: BodyOptions): BodyMaker {
  switch (template) {
    case 'json':
      return (record) => ({ id: record.id, ...parseDocument(record) });
    case 'slack':
      return (record) => slackBody(summarize(record));
    case 'teams':
      return (record) => teamsBody(summarize(record));
    case 'pagerduty':
      return (record) => pagerDutyBody(summarize(record), record, options.routingKey);
  }
}

const facts = (s: Summary): [string, string][] =>
  (
    [
      ['Rule', s.ruleId],
      ['Severity', s.severity],
      ['Host', s.hostname],
      ['User', s.user],
      ['Process', s.pid === 0 ? '' : `${s.executable || '?'} (${s.pid})`],
      ['Command', s.command === s.executable ? '' : s.command],
      ['File', s.file],
      ['Container', s.container.slice(0, 12)],
      ['Time', s.time],
    ] as [string, string][]
  ).filter(([, value]) => value !== '');

const COLOUR: Readonly<Record<SeverityWord, string>> = {
  informational: '#6b7280',
  low: '#0e7490',
  medium: '#b45309',
  high: '#dc2626',
  critical: '#7f1d1d',
};

/** Slack's mrkdwn takes three characters as control characters. */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack: an incoming webhook with blocks; limits are Slack's (150 for a header, 2000 for a field, 10 fields). */
function slackBody(s: Summary): unknown {
  return {
    text: slackText(`${s.severity.toUpperCase()}: ${s.title} on ${s.hostname}`),
    attachments: [
      {
        color: COLOUR[s.severity],
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: cutText(s.title, 150), emoji: false } },
          ...(s.description === ''
            ? []
            : [{ type: 'section', text: { type: 'mrkdwn', text: cutText(slackText(s.description), 2900) } }]),
          {
            type: 'section',
            fields: facts(s)
              .slice(0, 10)
              .map(([name, value]) => ({
                type: 'mrkdwn',
                text: `*${name}*\n${cutText(slackText(value.replaceAll('`', "'")), 1900)}`,
              })),
          },
          { type: 'context', elements: [{ type: 'plain_text', text: `Shrike ${s.id}`, emoji: false }] },
        ],
      },
    ],
  };
}

/** Teams: an Adaptive Card in the message that a Workflows webhook takes. */
function teamsBody(s: Summary): unknown {
  const colour = {
    informational: 'default',
    low: 'accent',
    medium: 'warning',
    high: 'attention',
    critical: 'attention',
  };
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            {
              type: 'TextBlock',
              text: plainMarkdown(`${s.severity.toUpperCase()}: ${s.title}`),
              weight: 'bolder',
              size: 'medium',
              color: colour[s.severity],
              wrap: true,
            },
            ...(s.description === '' ? [] : [{ type: 'TextBlock', text: plainMarkdown(s.description), wrap: true }]),
            { type: 'FactSet', facts: facts(s).map(([title, value]) => ({ title, value: plainMarkdown(value) })) },
            { type: 'TextBlock', text: `Shrike ${s.id}`, isSubtle: true, size: 'small' },
          ],
        },
      },
    ],
  };
}

/** Cards read a subset of Markdown: names that a process chose must not become links. */
const plainMarkdown = (text: string): string => text.replaceAll(/[\\`*_[\]()#<>]/g, '\\$&');

/** PagerDuty Events API v2. Signals of one rule on one host are one incident while it is open. */
function pagerDutyBody(s: Summary, record: WireRecord, routingKey: string): unknown {
  const severity = { informational: 'info', low: 'info', medium: 'warning', high: 'error', critical: 'critical' };
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: cutText(`shrike/${record.hostId}/${s.ruleId}`, 255),
    client: 'Shrike',
    payload: {
      summary: cutText(`${s.title} on ${s.hostname}`, 1024),
      source: s.hostname || record.hostId,
      severity: severity[s.severity],
      timestamp: s.time,
      class: s.ruleId,
      component: s.executable,
      custom_details: Object.fromEntries([['id', s.id], ['description', s.description], ...facts(s)]),
    },
  };
}

/** A user's template, or what is wrong with it. */
export function compileTemplate(text: string): BodyMaker | string {
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch (error) {
    return `the template is no JSON: ${(error as Error).message}`;
  }
  const names = new Set(Object.keys(summaryNames));
  return (record) => {
    const summary = summarize(record) as unknown as Json;
    const document = parseDocument(record);
    const lookUp = (name: string): unknown =>
      name === '.' ? document : names.has(name) ? summary[name] : at(document, name);
    return fill(template, lookUp);
  };
}

const summaryNames: Readonly<Record<keyof Summary, true>> = {
  id: true,
  title: true,
  description: true,
  severity: true,
  ruleId: true,
  type: true,
  hostname: true,
  time: true,
  user: true,
  executable: true,
  command: true,
  pid: true,
  container: true,
  file: true,
  tags: true,
};

function at(document: Json, path: string): unknown {
  let value: unknown = document;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Json)[part];
  }
  return value;
}

function fill(template: unknown, lookUp: (name: string) => unknown): unknown {
  if (typeof template === 'string') {
    const whole = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(template);
    if (whole !== null) return lookUp(whole[1]!) ?? '';
    return template.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => {
      const value = lookUp(name);
      return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    });
  }
  if (Array.isArray(template)) return template.map((one) => fill(one, lookUp));
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, fill(one, lookUp)]));
  }
  return template;
}
