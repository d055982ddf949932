const FIRST_CAPACITY = 16;

/** A first-in first-out queue of 32-bit integers without an object per entry; grows by doubling. */
export class NumberRing {
  #slots: Int32Array | undefined;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    let slots = this.#slots;
    if (slots === undefined || this.#length === slots.length) slots = this.#grow();
    slots[(this.#head + this.#length) & (slots.length - 1)] = value;
    this.#length++;
  }

  /** The oldest entry, removed; undefined when empty. */
  shift(): number | undefined {
    if (this.#length === 0 || this.#slots === undefined) return undefined;
    const value = this.#slots[this.#head];
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length--;
    return value;
  }

  /** The entry `index` places behind the oldest; 0 where there is none. */
  at(index: number): number {
    if (index >= this.#length || this.#slots === undefined) return 0;
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)] ?? 0;
  }

  /** Replaces the entry `index` places behind the oldest. */
  set(index: number, value: number): void {
    if (index >= this.#length || this.#slots === undefined) return;
    this.#slots[(this.#head + index) & (this.#slots.length - 1)] = value;
  }

  /** Forgets everything and lets the memory go. */
  clear(): void {
    this.#slots = undefined;
    this.#head = 0;
    this.#length = 0;
  }

  #grow(): Int32Array {
    const old = this.#slots;
    const next = new Int32Array(old === undefined ? FIRST_CAPACITY : old.length * 2);
    if (old !== undefined) {
      const tail = old.subarray(this.#head);
      next.set(tail, 0);
      next.set(old.subarray(0, this.#head), tail.length);
    }
    this.#head = 0;
    this.#slots = next;
    return next;
  }
}
