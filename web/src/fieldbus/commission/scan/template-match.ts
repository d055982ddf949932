// Which templates fit what a unit says of itself.

import type { TemplateSummary } from "../../../products/templates/template-calls.ts";
import type { Identity } from "../../contract.ts";

type Named = Pick<TemplateSummary, "id" | "maker" | "name">;

/** `Schneider Electric PM5310 2.1`. */
export function identityText({ vendor, product, revision }: Identity): string {
  return [vendor, product, revision].filter((part) => part !== "").join(" ");
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, "");
/** Names of models hold letters and digits: `SINAMICS V20`, `VFD-E/VFD-EL`, `ATV312`. */
const modelsOf = (name: string) =>
  name
    .split(/[\s/（）(),、]+/)
    .filter((word) => /\d/.test(word) && /[a-z]/i.test(word))
    .map(plain)
    .filter((word) => word.length >= LEAST);
const LEAST = 3;
/** Of a family the first signs are the same: PM5310 is one of PM5300. */
const FAMILY = 4;
const MOST = 3;

function commonLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  return at;
}

/** Whether a product code is of this model, or of its family. */
function fitsModel(product: string, model: string): 0 | 1 | 2 {
  if (product.includes(model)) return 2;
  // Makers put their own letters before it: METSEPM5310.
  for (let at = 0; at < product.length; at++) {
    const common = commonLength(product.slice(at), model);
    if (common >= FAMILY && /\d/.test(model.slice(0, common))) return 1;
  }
  return 0;
}

function score({ maker, name }: Named, { vendor, product }: Identity): number {
  const [said, known, code] = [plain(vendor), plain(maker), plain(product)];
  const isNamed = Math.min(said.length, known.length) >= LEAST;
  const isMaker = isNamed && (said.includes(known) || known.includes(said));
  const model = Math.max(0, ...modelsOf(name).map((one) => fitsModel(code, one)));
  // Short names of models are many makers'.
  return isMaker ? 1 + 2 * model : model === 2 ? 2 : 0;
}

/** Likeliest first; those of the maker, where no model is known. */
export function matchTemplates<T extends Named>(templates: readonly T[], identity: Identity): readonly T[] {
  const rated = templates.map((template) => ({ template, score: score(template, identity) }));
  const best = Math.max(0, ...rated.map((one) => one.score));
  return rated
    .filter((one) => one.score > 0 && (best === 1 || one.score > 1))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ template }) => template);
}
