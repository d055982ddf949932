import { nextTurn } from "./next-turn.ts";

/** One of many that share a thread. Its fields are the keeper's; start them at zero. */
export interface TurnTaker {
  /** The turn in which it last worked, and how much it did in it. */
  turn: number;
  turnBytes: number;
  /** Its next turn has come. */
  takeTurn(): void;
}

export interface TurnLimits {
  /** What one may do in a turn. */
  readonly shareBytes: number;
  /** What all together may do in a turn; beyond it only the light ones go on, and beyond twice as much nobody. */
  readonly totalBytes: number;
  /** Whoever did less than this in a turn is light: a flood of others must not hold it up. */
  readonly lightBytes: number;
}

/** Divides a turn of the event loop among many, so that a flood leaves room for timers and for the others. */
export class FairTurns {
  #turn = 1;
  #bytes = 0;
  #waiting: TurnTaker[] = [];
  #isScheduled = false;

  constructor(readonly limits: TurnLimits) {}

  /** Counts work of `taker`; true when it has to stop until `takeTurn` is called. */
  spend(taker: TurnTaker, bytes: number): boolean {
    if (taker.turn !== this.#turn) {
      taker.turn = this.#turn;
      taker.turnBytes = 0;
    }
    taker.turnBytes += bytes;
    this.#bytes += bytes;
    // Before that no limit can be reached: a few small messages now and then cost no turn of their own.
    if (!this.#isScheduled && this.#bytes >= this.limits.lightBytes) {
      this.#isScheduled = true;
      void nextTurn().then(() => this.#next());
    }
    const { shareBytes, totalBytes, lightBytes } = this.limits;
    // Thousands of light ones are a flood too: each of their timers would wait for all of them.
    const isLight = taker.turnBytes < lightBytes && this.#bytes < 2 * totalBytes;
    if (taker.turnBytes < shareBytes && (this.#bytes < totalBytes || isLight)) return false;
    this.#waiting.push(taker);
    return true;
  }

  #next(): void {
    this.#isScheduled = false;
    this.#turn++;
    this.#bytes = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const taker of waiting) taker.takeTurn();
  }
}
