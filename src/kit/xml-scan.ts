// XML as the office formats use it: elements, attributes and text, in pieces of any size. No DTD, so no entity of its own.

/** What comes by; names without their namespace's prefix. */
export interface XmlVisitor {
  open(name: string, attribute: (name: string) => string | undefined): void;
  close(name: string): void;
  text(text: string): void;
}

/** A tag or an entity that goes on so long is no office file. */
const HELD_MAX = 1024 * 1024;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Feed it the text in pieces; what is not complete waits for the next. */
export class XmlScan {
  #held = "";

  constructor(readonly visitor: XmlVisitor) {}

  /** Throws RangeError when a tag does not end. */
  feed(piece: string): void {
    const text = this.#held === "" ? piece : this.#held + piece;
    let at = 0;
    while (at < text.length) {
      const tag = text.indexOf("<", at);
      const textEnd = tag === -1 ? this.#safeTextEnd(text, at) : tag;
      if (textEnd > at) this.visitor.text(decode(text.slice(at, textEnd)));
      at = textEnd;
      if (tag === -1) break;
      const end = this.#tag(text, tag);
      if (end === undefined) break;
      at = end;
    }
    this.#held = text.slice(at);
    if (this.#held.length > HELD_MAX) throw new RangeError("a tag does not end");
  }

  /** Text up to an entity that may be cut in two. */
  #safeTextEnd(text: string, from: number): number {
    const sign = text.lastIndexOf("&");
    return sign >= from && text.length - sign < 12 && !text.includes(";", sign) ? sign : text.length;
  }

  /** The tag that begins at `at`; returns where it ends, undefined when it is not complete. */
  #tag(text: string, at: number): number | undefined {
    if (text.startsWith("<!--", at)) return endOf(text, "-->", at + 4);
    if (text.startsWith("<![CDATA[", at)) {
      const end = endOf(text, "]]>", at + 9);
      if (end !== undefined) this.visitor.text(text.slice(at + 9, end - 3));
      return end;
    }
    // Too short to know which of these it is.
    if (text.length - at < 9 && "<![CDATA[".startsWith(text.slice(at))) return undefined;
    if (text.length - at < 4 && "<!--".startsWith(text.slice(at))) return undefined;
    const end = endOfTag(text, at + 1);
    if (end === undefined) return undefined;
    const body = text.slice(at + 1, end - 1);
    if (body.startsWith("/")) this.visitor.close(localName(body.slice(1).trim()));
    else if (!body.startsWith("?") && !body.startsWith("!")) this.#open(body);
    return end;
  }

  #open(body: string): void {
    const isEmpty = body.endsWith("/");
    const inner = isEmpty ? body.slice(0, -1) : body;
    const space = inner.search(/\s/);
    const name = localName(space === -1 ? inner : inner.slice(0, space));
    this.visitor.open(name, (wanted) => attributeOf(inner, wanted));
    if (isEmpty) this.visitor.close(name);
  }
}

function endOf(text: string, mark: string, from: number): number | undefined {
  const at = text.indexOf(mark, from);
  return at === -1 ? undefined : at + mark.length;
}

/** Behind the `>` that ends the tag; one within quotes does not. */
function endOfTag(text: string, from: number): number | undefined {
  let end = text.indexOf(">", from);
  let at = from;
  while (end !== -1) {
    const quote = quoteWithin(text, at, end);
    if (quote === undefined) return end + 1;
    const closing = text.indexOf(text[quote] ?? '"', quote + 1);
    if (closing === -1) return undefined;
    at = closing + 1;
    if (at > end) end = text.indexOf(">", at);
  }
  return undefined;
}

/** No further than the tag: a text without one sign would be searched to its end for each tag. */
function quoteWithin(text: string, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x27) return at;
  }
  return undefined;
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}

function attributeOf(tag: string, wanted: string): string | undefined {
  let at = tag.indexOf(wanted);
  for (; at !== -1; at = tag.indexOf(wanted, at + 1)) {
    const before = tag[at - 1] ?? "";
    if (!/[\s:]/.test(before)) continue;
    const match = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(
      tag.slice(at + wanted.length, at + wanted.length + 4_096),
    );
    if (match) return decode(match[1] ?? match[2] ?? "");
  }
  return undefined;
}

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  });
}
