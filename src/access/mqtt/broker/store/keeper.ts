import type { Failure } from "../../../../spine/error.ts";
import type { Shelf } from "../../../adapter.ts";
import type { ClientSession, Entry } from "../session.ts";

/** Puts on the shelf what has to survive a restart. Without a shelf nothing does, and nobody waits. */
export class Keeper {
  readonly #shelf: Shelf | undefined;
  /** Something was put since the last commit: whoever publishes has to wait for the next. */
  isDirty = false;

  constructor(shelf: Shelf | undefined) {
    this.#shelf = shelf;
  }

  get isDurable(): boolean {
    return this.#shelf !== undefined;
  }

  keep(_session: ClientSession, _entry: Entry): void {}
  drop(_session: ClientSession, _entry: Entry): void {}
  noteSent(_session: ClientSession, _entry: Entry, _id: number): void {}
  noteReleased(_session: ClientSession, _id: number): void {}
  dropReleased(_session: ClientSession, _id: number): void {}

  /** Calls back when everything so far is durable, or why it is not. */
  commit(settle: (failure: Failure | undefined) => void): void {
    this.isDirty = false;
    if (this.#shelf === undefined) settle(undefined);
    else this.#shelf.commit(settle);
  }
}
