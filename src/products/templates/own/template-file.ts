// A template as a file: that of a product with what makes it a template, so that either can be made of it elsewhere.

import * as v from "valibot";
import { EMPTY_MAPPING } from "../../../spine/mapping.ts";
import { EMPTY_REGISTER_MAP, RegisterMapSchema } from "../../../spine/register-map.ts";
import { BUNDLE_FORMAT, BUNDLE_VERSION, type Bundle } from "../../bundle/bundle.ts";
import type { NewTemplate, OwnTemplate } from "./own-templates.ts";
import { SettingsSchema, type TemplateContent, withFacts, withoutFacts } from "./template-content.ts";
import { OWN_ID_PATTERN, type TemplateFacts, type Verification } from "./template-facts.ts";

/** As people and files see a template, of whichever origin. */
export type FiledTemplate = TemplateFacts & Pick<OwnTemplate, "id" | "verification" | "content">;

/** The same template gives the same bytes. */
export function templateFile(template: FiledTemplate): Bundle {
  const { id, family, maker, makerModel, note, sources, verification } = template;
  return {
    ...productFile(template),
    template: { id, family, maker, makerModel, note, sources, verification },
  };
}

/** The file of a product that is made of it. */
export function productFile(template: FiledTemplate): Bundle {
  const { id, name, description, verification, content } = template;
  const { settings, thingModel, mapping, registerMap } = content;
  const hasMap = !Bun.deepEquals(registerMap, withoutFacts(EMPTY_REGISTER_MAP));
  return {
    ...{ format: BUNDLE_FORMAT, version: BUNDLE_VERSION, productKey: id },
    settings: { name, description, ...settings },
    ...{ thingModel, mapping },
    sections: hasMap ? { registerMap: withFacts(registerMap, template, verification) } : {},
  };
}

/** What a file says that was read by `readBundle`; of a product's file, a template of no kind. Secrets are left out. */
export function draftOf({ settings, thingModel, mapping, sections, template }: Bundle): NewTemplate {
  const { name, description = "", ...rest } = settings;
  // Its section checked it, but for the defaults.
  const map = v.parse(RegisterMapSchema, sections.registerMap ?? EMPTY_REGISTER_MAP);
  const content: TemplateContent = {
    settings: v.parse(SettingsSchema, keysOf(rest, SettingsSchema.entries)),
    ...{ thingModel, mapping: mapping ?? EMPTY_MAPPING, registerMap: withoutFacts(map) },
  };
  const { family = "other" as const, maker = "", makerModel = "", note = "", id } = template ?? {};
  return {
    facts: {
      ...{ name, description, family, maker, makerModel, note },
      sources: template?.sources ?? map.sources,
    },
    ...{ content, productKey: null },
    verification: elsewhere(template?.verification ?? null),
    id: id !== undefined && OWN_ID_PATTERN.test(id) ? id : undefined,
  };
}

/** Whoever it was, nobody here vouches for it. */
function elsewhere(verification: Verification | null): Verification | null {
  return verification === null ? null : { ...verification, isElsewhere: true };
}

function keysOf(from: object, entries: object): object {
  const isKnown = ([name, value]: [string, unknown]) => name in entries && value !== undefined;
  return Object.fromEntries(Object.entries(from).filter(isKnown));
}
