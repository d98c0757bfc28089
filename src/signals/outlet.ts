/**
 * The last step of a match: it becomes a signal, waits for its late facts if it has any, and leaves. Nobody waits for it.
 */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import type { JsonContext } from './event-json.ts';
import { ExecutionContexts } from './execution-context.ts';
import { HoldQueue } from './hold-queue.ts';
import { RepeatCounter } from './repeats.ts';
import { createSignal, type Signal, type SignalMatch, sealSignal } from './signal.ts';

type Rule = LoadedRule<RuntimeEvent>;

export interface SignalOutletOptions {
  readonly context: () => JsonContext;
  readonly version: string;
  /** Most signals that wait. */
  readonly heldMax?: number;
  /** How long a signal waits for late facts, ms. */
  readonly holdMs?: number;
  /** How many signals of each rule its rate limit has held back since the start. */
  readonly suppressed?: () => ReadonlyMap<string, number>;
  /** Takes a complete signal. */
  readonly emit: (signal: Signal) => void;
}

export class SignalOutlet {
  readonly contexts = new ExecutionContexts();
  readonly #options: SignalOutletOptions;
  readonly #repeats = new RepeatCounter();
  readonly #held: HoldQueue<Signal>;
  /** Held-back signals that were told already, by rule. */
  readonly #told = new Map<string, number>();

  constructor(options: SignalOutletOptions) {
    this.#options = options;
    this.#held = new HoldQueue<Signal>({
      entriesMax: Math.max(1, options.heldMax ?? 512),
      holdMs: options.holdMs ?? 6000,
      release: (signal, _reason, missing) => this.#emit(signal, missing),
    });
  }

  /** Turns a match into a signal. The event is only valid during the call. */
  raise(rule: Rule, event: RuntimeEvent, match: SignalMatch): void {
    const { reaction } = match;
    if (rule.source.tags.get('execution_context') === 'true') this.contexts.begin(event.process);
    const story = this.contexts.note(event, rule.source.id);
    const parts = [rule.source.id, event.type, event.process.image.file.path, event.file.path || event.passedPath];
    const repeats = this.#repeats.note(parts, story.key, event.timestampNs);
    const relations = { story, repeats, suppressed: this.#newlySuppressed(rule.id) };
    const signal = createSignal(rule, event, match, relations, this.#options.context(), this.#options.version);
    if (reaction.open.size === 0) {
      this.#emit(signal, []);
      return;
    }
    const held = this.#held.hold(signal, reaction.open);
    reaction.onFact = (fact) => held.settle(fact);
  }

  /** Signals that wait, and how those that waited have left. */
  get held(): { readonly waiting: number; readonly released: HoldQueue<Signal>['released'] } {
    return { waiting: this.#held.size, released: this.#held.released };
  }

  #newlySuppressed(ruleId: string): number {
    const total = this.#options.suppressed?.().get(ruleId) ?? 0;
    const told = this.#told.get(ruleId) ?? 0;
    if (total === told) return 0;
    this.#told.set(ruleId, total);
    return total - told;
  }

  #emit(signal: Signal, missing: readonly string[]): void {
    sealSignal(signal, missing);
    this.#options.emit(signal);
  }

  /** Lets everything go that waits. */
  stop(): void {
    this.#held.stop();
  }
}
