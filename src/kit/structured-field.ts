// Structured fields of HTTP (RFC 9651), as far as signatures and digests speak them: dictionaries of items and of inner
// lists, with integers, strings, tokens, booleans and bytes. Decimals, dates and display strings are not read.

export type BareItem =
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "string" | "token"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "bytes"; readonly value: Uint8Array };
export type Parameters = ReadonlyMap<string, BareItem>;
export interface Item {
  readonly kind: "item";
  readonly item: BareItem;
  readonly parameters: Parameters;
}
export interface InnerList {
  readonly kind: "list";
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}
export type Member = Item | InnerList;

/** The members of a dictionary by their keys, the last of each key (§4.2.2); undefined for what is none. */
export function parseDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  const reader = new Reader(text);
  try {
    return reader.dictionary();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** The one way to write an inner list (§4.1.1.1): what was read with other blanks comes out the same. */
export function inSerialForm({ items, parameters }: InnerList): string {
  const inside = items.map((one) => bareText(one.item) + parametersText(one.parameters)).join(" ");
  return `(${inside})${parametersText(parameters)}`;
}

function parametersText(parameters: Parameters): string {
  return [...parameters]
    .map(([key, one]) => (one.kind === "boolean" && one.value ? `;${key}` : `;${key}=${bareText(one)}`))
    .join("");
}

function bareText(one: BareItem): string {
  if (one.kind === "string") return `"${one.value.replace(/[\\"]/g, "\\$&")}"`;
  if (one.kind === "bytes") return `:${Buffer.from(one.value).toString("base64")}:`;
  if (one.kind === "boolean") return one.value ? "?1" : "?0";
  return String(one.value);
}

class Unreadable extends Error {}

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const INTEGER = /-?\d{1,15}(?![\d.])/y;
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const BOOLEAN = /\?([01])/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const BLANKS = / */y;
const OPTIONAL_SPACE = /[ \t]*/y;

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text.replace(/^ +| +$/g, "");
  }

  dictionary(): ReadonlyMap<string, Member> {
    const members = new Map<string, Member>();
    while (this.#at < this.#text.length) {
      const [key] = this.#must(KEY);
      const member = this.#skip("=") ? this.#member() : this.#item({ kind: "boolean", value: true });
      // Of a key that comes twice the last one counts, at the place of the first.
      members.set(key, member);
      this.#must(OPTIONAL_SPACE);
      if (this.#at === this.#text.length) return members;
      if (!this.#skip(",")) throw new Unreadable();
      this.#must(OPTIONAL_SPACE);
      // A comma at the end.
      if (this.#at === this.#text.length) throw new Unreadable();
    }
    return members;
  }

  #member(): Member {
    return this.#skip("(") ? this.#innerList() : this.#item(this.#bare());
  }

  #innerList(): InnerList {
    const items: Item[] = [];
    for (;;) {
      const [blanks] = this.#must(BLANKS);
      if (this.#skip(")")) return { kind: "list", items, parameters: this.#parameters() };
      if (items.length > 0 && blanks === "") throw new Unreadable();
      items.push(this.#item(this.#bare()));
    }
  }

  #item(item: BareItem): Item {
    return { kind: "item", item, parameters: this.#parameters() };
  }

  #parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.#skip(";")) {
      this.#must(BLANKS);
      const [key] = this.#must(KEY);
      parameters.set(key, this.#skip("=") ? this.#bare() : { kind: "boolean", value: true });
    }
    return parameters;
  }

  #bare(): BareItem {
    const text = this.#take(STRING);
    if (text !== null) return { kind: "string", value: (text[1] ?? "").replace(/\\(.)/g, "$1") };
    const bytes = this.#take(BYTES);
    if (bytes !== null) return { kind: "bytes", value: Buffer.from(bytes[1] ?? "", "base64") };
    const truth = this.#take(BOOLEAN);
    if (truth !== null) return { kind: "boolean", value: truth[1] === "1" };
    const number = this.#take(INTEGER);
    if (number !== null) return { kind: "integer", value: Number(number[0]) };
    return { kind: "token", value: this.#must(TOKEN)[0] };
  }

  #skip(character: string): boolean {
    const isThere = this.#text[this.#at] === character;
    if (isThere) this.#at += 1;
    return isThere;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #must(pattern: RegExp): RegExpExecArray {
    const found = this.#take(pattern);
    if (found === null) throw new Unreadable();
    return found;
  }
}
