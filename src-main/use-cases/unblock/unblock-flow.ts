import type { ResumableUnblock, UnblockView } from '../../../src-shared/domain/views.ts';
import { AppError, toProblem } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode, Problem } from '../../../src-shared/errors/error-table.ts';
import type { SessionReply } from '../../../src-shared/http/unblock.ts';
import type { AnswerInput } from '../../../src-shared/ipc/verbs.ts';
import type { Authority } from '../../ports/authority.ts';
import type { CardHost } from '../../ports/card-host.ts';
import type { Clock } from '../../ports/clock.ts';
import { bugOf, type Log } from '../../ports/log.ts';
import type { UnblockJournal, UnblockRecord } from '../../ports/unblock-journal.ts';
import { act, probe, reportOf, type ActResult } from './act.ts';
import { judgeAnswers } from './answers.ts';
import { isNotYet, pauseOf } from './approval-wait.ts';
import { failedPreflight, passedPreflight, pendingPreflight, requireSessionToken } from './preflight.ts';
import { credentialOf, isOver, resumableOf } from './record.ts';
import { refusePin } from './refuse-pin.ts';
import { reportResult } from './report.ts';
import { knownRecord, openSession, requireOpen } from './session.ts';
import { closedStep, linkStep, proofOf, sessionPart } from './view.ts';

export interface UnblockDeps {
  readonly cards: CardHost;
  readonly authority: Authority;
  readonly journal: UnblockJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly onView: (view: UnblockView | null) => void;
}

/** Refusals after which the wizard goes no further with this link. */
const TERMINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'answersLocked',
  'adminRefused',
  'approvalRefused',
  'toReconcile',
  'sessionExpired',
  'sessionClosed',
  'sessionUnknown',
  'challengesSpent',
  'linkExpired',
]);

/**
 * The unblock of one token as its screens see it: one verb per thing a person does, one view pushed after each change.
 * Holds no secret: the PIN is in the card host, the answers only pass through.
 */
export class UnblockFlow {
  readonly #deps: UnblockDeps;
  #view: UnblockView | null = null;
  #record: UnblockRecord | null = null;
  /** The code of the link on screen, until its session is open. */
  #code: string | null = null;
  #running = false;
  /** Counts the waits for a second person: of several, the newest goes on. */
  #waits = 0;

  constructor(deps: UnblockDeps) {
    this.#deps = deps;
    deps.cards.onRestart(() => {
      if (this.#view?.pinHeld) this.#show({ pinHeld: false });
    });
  }

  view(): UnblockView | null {
    return this.#view;
  }

  /** An unblock that can go on, newest first; null when there is none or it is on screen. */
  async resumable(): Promise<ResumableUnblock | null> {
    const records = await this.#deps.journal.list();
    const open = records.find((record) => !isOver(record, this.#deps.clock.now()));
    return open && open.id !== this.#record?.id ? resumableOf(open) : null;
  }

  /** Shows the page before step 1. Does nothing else: a link is untrusted until a person says to use it. */
  showLink(code: string): void {
    if (this.#running || (this.#view !== null && this.#code === code)) return;
    this.#record = null;
    this.#code = code;
    this.#replace(linkStep());
  }

  async begin(): Promise<void> {
    this.#require(this.#view?.step === 'link');
    await this.#preflight();
  }

  async recheck(): Promise<void> {
    this.#require(this.#view?.step === 'initialisation');
    await this.#preflight();
  }

  async next(): Promise<void> {
    const view = this.#view;
    this.#require(view !== null && !view.busy);
    if (view.step === 'initialisation' && view.preflight.every((check) => check.status === 'ok')) {
      this.#show({ step: 'pin', problem: null });
    } else if (view.step === 'pin' && view.pinHeld) {
      await this.#afterPin();
    } else {
      throw new AppError('stepOutOfOrder');
    }
  }

  previous(): void {
    const view = this.#view;
    this.#require(view !== null && !view.busy && view.proof === null);
    if (view.step === 'pin') this.#show({ step: 'initialisation', problem: null });
    else if (view.step === 'answers') this.#show({ step: 'pin', problem: null });
    else throw new AppError('stepOutOfOrder');
  }

  /**
   * Judges both entries and hands one to the card host.
   * @throws AppError pinLength | pinNotDigits | pinSequence | pinRepeated | pinMismatch
   */
  async choosePin(pin: Uint8Array, confirmation: Uint8Array): Promise<void> {
    this.#require(this.#view?.step === 'pin' && !this.#view.busy);
    refusePin(pin, confirmation);
    await this.#deps.cards.holdPin(pin);
    this.#show({ pinHeld: true, problem: null });
    await this.#write(this.#view.answersAccepted ? {} : { state: 'pinChosen' });
    await this.#afterPin();
  }

  async submitAnswers(answers: readonly AnswerInput[]): Promise<void> {
    const view = this.#view;
    this.#require(view?.step === 'answers' && !view.busy && !view.answersAccepted);
    const record = this.#requireRecord();
    if (view.questions.some((question) => !answers.some((given) => given.questionId === question.id && given.answer !== ''))) {
      throw new AppError('answersIncomplete');
    }
    await this.#busy(async () => {
      const verdict = await judgeAnswers(this.#deps, record, answers, (attempt) => this.#write({ attempt }));
      if (verdict.kind === 'accepted') {
        await this.#write({ state: 'answered', attempt: null });
        this.#show({ answersAccepted: true });
        return;
      }
      this.#show({ tries: { left: verdict.triesLeft, max: verdict.triesMax } });
      await this.#write({ attempt: null });
      if (verdict.kind === 'lockedOut') throw new AppError('answersLocked');
      throw new AppError('answersRefused', { triesLeft: verdict.triesLeft });
    });
    if (this.#view?.answersAccepted) await this.#afterPin();
  }

  /** Goes on after a problem, or with an unblock that an earlier run of the program left. */
  async resume(): Promise<void> {
    if (this.#running) return;
    if (this.#view === null) {
      const now = this.#deps.clock.now();
      const record = (await this.#deps.journal.list()).find((candidate) => !isOver(candidate, now));
      if (!record) throw new AppError('sessionUnknown');
      this.#record = record;
      this.#replace(closedStep(record));
      await this.#goOn();
    } else if (this.#view.step === 'confirmation') {
      await this.#goOn();
    } else {
      await this.#preflight();
    }
  }

  async leave(): Promise<void> {
    if (this.#running) throw new AppError('busy');
    await this.#deps.cards.dropPin();
    this.#record = null;
    this.#code = null;
    this.#view = null;
    this.#deps.onView(null);
  }

  /** The receipt of the unblock on screen. @throws AppError notAvailable before there is one */
  receipt(): { readonly serial: string; readonly text: string } {
    const record = this.#record;
    if (!record?.receipt) throw new AppError('notAvailable');
    return { serial: record.serial, text: record.receipt };
  }

  /** Tells the authority of acts it has not heard of; called at start and when it is reachable again. Never shows anything new. */
  async reportPending(): Promise<void> {
    if (this.#running) return;
    for (const record of await this.#deps.journal.list()) {
      if (record.result === null || record.state !== 'acted') continue;
      const told = await reportResult(this.#deps, record);
      if (told.record.id !== this.#record?.id) continue;
      this.#record = told.record;
      if (told.record.state === 'confirmed' && this.#view?.proof) this.#show({ proof: proofOf(told), problem: null });
    }
  }

  async #preflight(): Promise<void> {
    this.#show({ step: 'initialisation', preflight: pendingPreflight(), problem: null });
    await this.#busy(
      async () => {
        await this.#deps.cards.refresh();
        const snapshot = await this.#deps.cards.snapshot();
        const session = await this.#session();
        this.#show(sessionPart(session, this.#requireRecord().linkExpiresAt));
        requireOpen(session);
        requireSessionToken(snapshot, session);
        this.#show({ preflight: passedPreflight() });
      },
      { onProblem: (problem) => this.#show({ preflight: failedPreflight(problem), problem }) },
    );
  }

  /** The session of this unblock: read again when it is open, else opened by the link on screen. */
  async #session(): Promise<SessionReply> {
    if (this.#record === null) {
      const code = this.#code;
      if (code === null) throw new AppError('sessionUnknown');
      const known = await knownRecord(this.#deps.journal, code);
      if (known === null || known.session === null) {
        const opened = await openSession(this.#deps, code, known);
        this.#record = opened.record;
        return opened.session;
      }
      this.#record = known;
    }
    return this.#deps.authority.readSession(credentialOf(this.#record));
  }

  /** After the PIN is held: the answers, or the act when they were accepted already. */
  async #afterPin(): Promise<void> {
    if (!this.#view?.answersAccepted) {
      this.#show({ step: 'answers', problem: null });
      return;
    }
    this.#show({ step: 'confirmation', problem: null });
    await this.#goOn();
  }

  /** Step 4 from wherever the journal says it stands. @param waited asked again by itself: what was on screen stays there while it is "not yet". */
  async #goOn(waited = false): Promise<void> {
    const record = this.#requireRecord();
    if (record.state === 'acted') {
      this.#show({ step: 'confirmation' });
      await this.#report(record);
      return;
    }
    if (record.state === 'acting') {
      this.#show({ step: 'confirmation', problem: null });
      const settled = await this.#settle((deps) => probe(deps, record.serial));
      if (settled !== 'notDone') return;
    }
    if (!(await this.#deps.cards.pinHeld())) {
      // A PIN is never written anywhere: after a restart it is chosen again, the answers are not asked again.
      await this.#preflight();
      if (record.state !== 'opened' && this.#view?.preflight.every((check) => check.status === 'ok')) {
        this.#show({ step: 'pin', pinHeld: false, problem: { code: 'pinNotHeld', details: {} } });
      }
      return;
    }
    const settled = await this.#settle((deps) => act(deps, credentialOf(record), record.serial), waited);
    if (settled === 'notDone') this.#show({ problem: { code: 'nothingChanged', details: {} } });
    if (!waited && this.#pendingApproval() !== null) void this.#awaitApproval();
  }

  #pendingApproval(): Problem | null {
    const problem = this.#view?.problem ?? null;
    return problem?.code === 'approvalPending' ? problem : null;
  }

  /** A second person has to agree first: asks again at the authority's pace, until they did, or something else is on screen. */
  async #awaitApproval(): Promise<void> {
    const mine = ++this.#waits;
    for (let problem = this.#pendingApproval(); problem !== null; problem = this.#pendingApproval()) {
      await this.#deps.clock.sleep(pauseOf(problem));
      if (mine !== this.#waits) return;
      if (this.#running || this.#pendingApproval() === null) continue;
      try {
        await this.#goOn(true);
      } catch (error) {
        this.#show({ problem: toProblem(error) });
      }
    }
  }

  /** Runs the act or the probe and makes its result durable, shown and told; undefined when a problem is shown instead. */
  async #settle(run: (deps: Parameters<typeof act>[0]) => Promise<ActResult>, waited = false): Promise<ActResult['kind'] | undefined> {
    if (!waited) this.#show({ phase: null, phasesDone: [], problem: null });
    const kind = await this.#busy(async () => {
      const result = await run({
        ...this.#deps,
        // A wait of hours writes its line once, not at each question.
        intend: (state) => (waited && state === this.#record?.state ? Promise.resolve() : this.#write({ state })),
        onPhase: (phase) => {
          if (waited && (phase === 'challenge' || phase === 'authority')) return;
          if (waited && phase === 'writing') this.#show({ busy: true, problem: null, phase: 'authority', phasesDone: ['challenge'] });
          const { phase: before, phasesDone } = this.#requireView();
          this.#show({ phase, phasesDone: before === null ? phasesDone : [...phasesDone, before] });
        },
      });
      await this.#write(
        result.kind === 'notDone' || result.kind === 'pinRefused'
          ? { state: 'answered' }
          : { state: 'acted', result: reportOf(result), actedAt: this.#deps.clock.now() },
      );
      return result.kind;
    }, { quiet: waited });
    if (kind === 'pinRefused') {
      await this.#deps.cards.dropPin();
      this.#show({ step: 'pin', pinHeld: false, problem: { code: 'pinRefusedByCard', details: {} } });
    } else if (kind !== 'notDone' && kind !== undefined) {
      this.#show({ pinHeld: false });
      await this.#report(this.#requireRecord());
    }
    return kind;
  }

  async #report(record: UnblockRecord): Promise<void> {
    await this.#busy(async () => {
      const { phase, phasesDone } = this.#requireView();
      this.#show({ phase: 'report', phasesDone: phase === null || phase === 'report' ? phasesDone : [...phasesDone, phase] });
      const told = await reportResult(this.#deps, record);
      this.#record = told.record;
      if (record.result?.outcome === 'refused') throw new AppError('adminRefused');
      if (record.result?.outcome === 'unknown' || told.record.state === 'refused') throw new AppError('toReconcile');
      this.#show({
        proof: proofOf(told),
        phase: null,
        phasesDone: ['challenge', 'authority', 'writing', 'proof', ...(told.reported ? (['report'] as const) : [])],
        problem: told.reported ? null : { code: 'reportPending', details: {} },
      });
    });
  }

  /**
   * One command at a time; what it throws is shown as the problem of this step, by `onProblem` where that says more.
   * @param options.quiet nothing is shown while the answer is "not yet", as it was before.
   */
  async #busy<T>(run: () => Promise<T>, options: { readonly onProblem?: (problem: Problem) => void; readonly quiet?: boolean } = {}): Promise<T | undefined> {
    if (this.#running) throw new AppError('busy');
    this.#running = true;
    if (options.quiet !== true) this.#show({ busy: true, problem: null });
    try {
      return await run();
    } catch (error) {
      const problem = toProblem(error);
      if (options.quiet === true && this.#pendingApproval() !== null && isNotYet(problem)) return undefined;
      this.#deps.log.event('unblock.problem', { code: problem.code, bug: problem.code === 'internal' ? bugOf(error) : null });
      if (options.onProblem) options.onProblem(problem);
      else this.#show({ problem });
      if (TERMINAL.has(problem.code)) await this.#end(problem.code);
      return undefined;
    } finally {
      this.#running = false;
      if (this.#view?.busy) this.#show({ busy: false });
    }
  }

  /** A link that leads no further leaves nothing behind to resume, and no PIN in memory. */
  async #end(code: ErrorCode): Promise<void> {
    await this.#deps.cards.dropPin();
    this.#show({ pinHeld: false });
    const record = this.#record;
    if (record === null || record.state === 'acting' || record.state === 'acted') return;
    await this.#write({ state: code === 'answersLocked' ? 'lockedOut' : 'refused' });
  }

  async #write(change: Partial<UnblockRecord>): Promise<void> {
    const record = { ...this.#requireRecord(), ...change, updatedAt: this.#deps.clock.now() };
    await this.#deps.journal.write(record);
    this.#record = record;
    this.#deps.log.event('unblock.state', { state: record.state });
  }

  #show(change: Partial<UnblockView>): void {
    if (this.#view !== null) this.#replace({ ...this.#view, ...change });
  }

  #replace(view: UnblockView): void {
    this.#view = view;
    this.#deps.onView(view);
  }

  #require(condition: boolean | undefined): asserts condition {
    if (this.#running) throw new AppError('busy');
    if (!condition) throw new AppError('stepOutOfOrder');
  }

  #requireRecord(): UnblockRecord {
    if (this.#record === null) throw new AppError('stepOutOfOrder');
    return this.#record;
  }

  #requireView(): UnblockView {
    if (this.#view === null) throw new AppError('stepOutOfOrder');
    return this.#view;
  }
}
