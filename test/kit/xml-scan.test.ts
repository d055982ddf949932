import { expect, test } from "bun:test";
import { XmlScan } from "../../src/kit/xml-scan.ts";

function scan(xml: string, pieceChars = xml.length): string[] {
  const seen: string[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") seen.push(`"${text}"`);
    text = "";
  };
  const scanner = new XmlScan({
    open(name, attribute) {
      flush();
      seen.push(`<${name} r=${attribute("r")}`);
    },
    close(name) {
      flush();
      seen.push(`/${name}`);
    },
    text(piece) {
      text += piece;
    },
  });
  for (let at = 0; at < xml.length; at += pieceChars) scanner.feed(xml.slice(at, at + pieceChars));
  flush();
  return seen;
}

const XML =
  `<?xml version="1.0"?><!-- a > b --><x:c  xr='no' r="A&amp;1" t='>'><v>1 &lt; 2 &#20013;&#x1F600;&nope;</v>` +
  "<e/><![CDATA[<raw>&amp;]]></x:c>";

test("elements, attributes, entities, comments and raw text; however it is cut", () => {
  const expected = [
    "<c r=A&1",
    "<v r=undefined",
    '"1 < 2 中😀&nope;"',
    "/v",
    "<e r=undefined",
    "/e",
    '"<raw>&amp;"',
    "/c",
  ];
  for (let pieceChars = 1; pieceChars <= XML.length; pieceChars++)
    expect(scan(XML, pieceChars)).toEqual(expected);
});

test("a tag without an end is refused before it fills memory", () => {
  expect(() => scan(`<a ${"x".repeat(1_100_000)}`)).toThrow(RangeError);
});

test("a long text of many tags takes time by its length, not by its square", () => {
  const scan = new XmlScan({ open() {}, close() {}, text() {} });
  const timeOf = (count: number) => {
    const text = `<r a="1"/>`.repeat(count);
    const startMs = performance.now();
    scan.feed(text);
    return performance.now() - startMs;
  };
  timeOf(5_000);
  // A tenth of a second, or minutes.
  expect(timeOf(200_000)).toBeLessThan(20_000);
});
