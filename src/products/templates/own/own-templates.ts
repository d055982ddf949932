// Templates that people made of their own products, or brought from another Gantry.

import * as v from "valibot";
import { type Db, migrate } from "../../../db/db.ts";
import { randomText } from "../../../kit/random-text.ts";
import type { Clock } from "../../../spine/clock.ts";
import { AppError } from "../../../spine/error.ts";
import type { TemplateFamily } from "../template.ts";
import { OWN_TEMPLATE_MIGRATIONS } from "./migrations.ts";
import { makeOwnTemplateStore, type OwnSummaryRow, type OwnTemplateRow } from "./own-template-store.ts";
import { ContentSchema, hasSameRegisters, type TemplateContent } from "./template-content.ts";
import type { TemplateFacts, Verification } from "./template-facts.ts";

export interface OwnSummary extends Omit<TemplateFacts, "family"> {
  readonly id: string;
  readonly family: TemplateFamily;
  readonly verification: Verification | null;
  readonly propertyCount: number;
  readonly pointCount: number;
  /** Of which it was saved; null: it came as a file. */
  readonly productKey: string | null;
  readonly createdBy: string;
  /** UTC ms. */
  readonly createdAt: number;
  readonly updatedBy: string;
  /** UTC ms. */
  readonly updatedAt: number;
}
export interface OwnTemplate extends OwnSummary {
  readonly content: TemplateContent;
}

export interface NewTemplate {
  /** Of the template that a file is of, so that a newer file replaces it; one is made up where it is taken. */
  readonly id?: string | undefined;
  readonly facts: TemplateFacts;
  readonly content: TemplateContent;
  readonly verification: Verification | null;
  readonly productKey: string | null;
}

/** What is not named stays. */
export type TemplateChange = Partial<Omit<NewTemplate, "id">>;

export interface OwnTemplates {
  /** Newest first. */
  list(): OwnSummary[];
  find(id: string): OwnTemplate | undefined;
  /** Throws `too_many_templates`, `templates_full` or `payload_too_large`. */
  create(draft: NewTemplate, actor: string): OwnTemplate;
  /**
   * Other registers than those that were compared with a unit lose the mark, unless the change brings one. Writes
   * nothing where nothing changes. Throws `not_found`, `templates_full` or `payload_too_large`.
   */
  update(id: string, change: TemplateChange, actor: string): OwnTemplate;
  /** The template as `update` would leave it. Throws `not_found`. */
  preview(id: string, change: TemplateChange): OwnTemplate;
  /** Throws `not_found`. */
  remove(id: string): void;
}

/** Of one template's content; of all of them. */
export const TEMPLATE_BYTES = 2 * 1024 * 1024;
export const ALL_BYTES = 64 * 1024 * 1024;
export const TEMPLATES_MAX = 500;

export interface OwnTemplatesOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** For tests; the constants of this file unless given. */
  readonly limits?: { readonly count: number; readonly bytes: number; readonly allBytes: number };
}

const LIMITS = { count: TEMPLATES_MAX, bytes: TEMPLATE_BYTES, allBytes: ALL_BYTES };

/** Opens them: creates or migrates their table. */
export function openOwnTemplates({ db, clock, limits = LIMITS }: OwnTemplatesOptions): OwnTemplates {
  migrate(db, "product-own-templates", OWN_TEMPLATE_MIGRATIONS);
  const store = makeOwnTemplateStore(db);
  const find = (id: string): OwnTemplate | undefined => {
    const row = store.find(id);
    return row === undefined ? undefined : { ...summaryOf(row), content: contentIn(row) };
  };
  const get = (id: string): OwnTemplate => {
    const known = find(id);
    if (known === undefined) throw new AppError("not_found", { what: `template ${id}` });
    return known;
  };
  /** Within the bounds, of which `freedBytes` were its own before. */
  const put = (template: OwnTemplate, freedBytes: number) => {
    const row = rowOf(template);
    const { contentBytes: size } = row;
    if (size > limits.bytes) throw new AppError("payload_too_large", { size, limit: limits.bytes });
    const total = store.totals().bytes - freedBytes + size;
    if (total > limits.allBytes)
      throw new AppError("templates_full", { size: total, limit: limits.allBytes });
    store.put(row);
  };
  return {
    list: () => store.list().map(summaryOf).sort(byAge),
    find,
    preview: (id, change) => changed(get(id), change),
    create({ id, facts, content, verification, productKey }, actor) {
      if (store.totals().count >= limits.count)
        throw new AppError("too_many_templates", { limit: limits.count });
      const now = clock.now();
      const made: OwnTemplate = {
        ...{
          id: id === undefined || store.find(id) !== undefined ? newId() : id,
          ...facts,
          ...countsOf(content),
          content,
          verification,
          productKey,
        },
        ...{ createdBy: actor, createdAt: now, updatedBy: actor, updatedAt: now },
      };
      put(made, 0);
      return made;
    },
    update(id, change, actor) {
      const before = get(id);
      const after = changed(before, change);
      if (Bun.deepEquals(before, after, true)) return before;
      const stamped = { ...after, updatedBy: actor, updatedAt: clock.now() };
      put(stamped, store.find(id)?.contentBytes ?? 0);
      return stamped;
    },
    remove(id) {
      store.remove(get(id).id);
    },
  };
}

function newId(): string {
  return `own-${randomText(10)}`;
}

function changed(before: OwnTemplate, change: TemplateChange): OwnTemplate {
  const { facts, content = before.content, productKey = before.productKey } = change;
  const isSame = hasSameRegisters(before.content, content);
  const { verification = isSame ? before.verification : null } = change;
  return { ...before, ...facts, ...countsOf(content), content, verification, productKey };
}

function countsOf({ thingModel, registerMap }: TemplateContent) {
  return { propertyCount: thingModel.properties.length, pointCount: registerMap.points.length };
}

function byAge(a: OwnSummary, b: OwnSummary): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}

function summaryOf(row: OwnSummaryRow): OwnSummary {
  const { id, name, maker, makerModel, description, note, propertyCount, pointCount, productKey } = row;
  const { createdBy, createdAt, updatedBy, updatedAt } = row;
  return {
    ...{ id, name, maker, makerModel, description, note, propertyCount, pointCount, productKey },
    ...{ createdBy, createdAt, updatedBy, updatedAt },
    family: row.family as TemplateFamily,
    sources: JSON.parse(row.sources) as TemplateFacts["sources"],
    verification: row.verification === null ? null : (JSON.parse(row.verification) as Verification),
  };
}

function contentIn({ content }: OwnTemplateRow): TemplateContent {
  return v.parse(ContentSchema, JSON.parse(content));
}

function rowOf({ content, sources, verification, ...rest }: OwnTemplate): OwnTemplateRow {
  const text = JSON.stringify(content);
  return {
    ...rest,
    sources: JSON.stringify(sources),
    verification: verification === null ? null : JSON.stringify(verification),
    content: text,
    contentBytes: Buffer.byteLength(text),
  };
}
