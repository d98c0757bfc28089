/** Tactics of MITRE ATT&CK for enterprises, in the order of the matrix; rules name them by their short name. */
export interface Tactic {
  readonly id: string;
  readonly short: string;
  readonly name: string;
  /** A short name of older versions, which rules of others still carry. */
  readonly formerly?: string;
}

export const TACTICS: readonly Tactic[] = [
  { id: 'TA0043', short: 'reconnaissance', name: 'Reconnaissance' },
  { id: 'TA0042', short: 'resource-development', name: 'Resource Development' },
  { id: 'TA0001', short: 'initial-access', name: 'Initial Access' },
  { id: 'TA0002', short: 'execution', name: 'Execution' },
  { id: 'TA0003', short: 'persistence', name: 'Persistence' },
  { id: 'TA0004', short: 'privilege-escalation', name: 'Privilege Escalation' },
  { id: 'TA0005', short: 'stealth', name: 'Stealth', formerly: 'defense-evasion' },
  { id: 'TA0112', short: 'defense-impairment', name: 'Defense Impairment' },
  { id: 'TA0006', short: 'credential-access', name: 'Credential Access' },
  { id: 'TA0007', short: 'discovery', name: 'Discovery' },
  { id: 'TA0008', short: 'lateral-movement', name: 'Lateral Movement' },
  { id: 'TA0009', short: 'collection', name: 'Collection' },
  { id: 'TA0011', short: 'command-and-control', name: 'Command and Control' },
  { id: 'TA0010', short: 'exfiltration', name: 'Exfiltration' },
  { id: 'TA0040', short: 'impact', name: 'Impact' },
];
