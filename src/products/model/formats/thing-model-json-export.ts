// Our thing model -> "ThingModelJson" (dialects 2.6.2), in the words of Alibaba's API or of yudao.

import type { DataType, Parameter, Property, ThingModel } from "../../../spine/model.ts";
import { lossesOf } from "./losses.ts";
import type { Notice } from "./notice.ts";
import { type Json, present } from "./reading.ts";

/** Whose words. */
export type Wording = "alibaba" | "yudao";

export function writeThingModelJson(
  model: ThingModel,
  { productKey, wording }: { productKey: string; wording: Wording },
): { document: Json; notices: Notice[] } {
  const words = wording === "alibaba" ? ALIBABA : YUDAO;
  return {
    document: {
      productKey,
      properties: model.properties.map((property) => toProperty(property, words)),
      events: model.events.map(({ identifier, name, description, level, output }) =>
        present({
          identifier,
          ...words.event(name, level),
          description,
          required: false,
          [words.eventOutput]: toParameters(output, "output", words),
        }),
      ),
      services: model.services.map(({ identifier, name, description, callType, input, output }) =>
        present({
          identifier,
          ...words.service(name),
          description,
          required: false,
          callType: words.word(callType),
          inputParams: toParameters(input, "input", words),
          outputParams: toParameters(output, "output", words),
        }),
      ),
    },
    notices: lossesOf(model, {
      ...{ hasModules: false, foreignTypes: ["long"], accessModes: {}, hasSteps: true, hasRequired: true },
      ...{ hasRetention: false, hasCalculation: false },
    }),
  };
}

interface Words {
  word(word: string): string;
  access(mode: Property["accessMode"]): Json;
  event(name: string, level: string): Json;
  service(name: string): Json;
  direction(direction: "input" | "output"): string;
  readonly eventOutput: string;
}

const FLAGS = { r: "READ_ONLY", rw: "READ_WRITE", w: "WRITE_ONLY" } as const;

const ALIBABA: Words = {
  word: (word) => word.toUpperCase(),
  access: (mode) => ({ rwFlag: FLAGS[mode] }),
  event: (eventName, level) => ({ eventName, eventType: `${level.toUpperCase()}_EVENT_TYPE` }),
  service: (serviceName) => ({ serviceName }),
  direction: (direction) => `PARAM_${direction.toUpperCase()}`,
  eventOutput: "outputData",
};

const YUDAO: Words = {
  word: (word) => word,
  access: (accessMode) => ({ accessMode }),
  event: (name, type) => ({ name, type }),
  service: (name) => ({ name }),
  direction: (direction) => direction,
  eventOutput: "outputParams",
};

function toProperty(
  { identifier, name, description, accessMode, required, dataType }: Property,
  words: Words,
): Json {
  return present({
    identifier,
    name,
    description,
    ...words.access(accessMode),
    required,
    ...toSpecs(dataType, words),
  });
}

function toParameters(list: readonly Parameter[], direction: "input" | "output", words: Words): Json[] {
  return list.map(({ identifier, name, dataType }, paraOrder) => ({
    ...{ identifier, name, direction: words.direction(direction), paraOrder },
    ...toSpecs(dataType, words),
  }));
}

/** `dataType` with `dataSpecs` or `dataSpecsList`. */
function toSpecs(type: DataType, words: Words): Json {
  const dataType = words.word(type.type);
  const specs = (more: Json) => ({ dataType, dataSpecs: { dataType, ...present(more) } });
  const list = (items: readonly Json[]) => ({ dataType, dataSpecsList: items });
  const items = (texts: Readonly<Record<string, string | undefined>>) =>
    Object.entries(texts).flatMap(([value, name]) =>
      name === undefined ? [] : [{ dataType, name, value: Number(value) }],
    );
  switch (type.type) {
    case "int":
    case "float":
    case "double":
      return specs({
        min: text(type.min),
        max: text(type.max),
        step: text(type.step),
        unit: type.unit,
        unitName: type.unit,
      });
    case "long":
      return specs({ min: type.min, max: type.max, unit: type.unit, unitName: type.unit });
    case "text":
      return specs({ length: type.length });
    case "date":
      return specs({});
    case "bool":
      return list(items({ 0: type.falseText, 1: type.trueText }));
    case "enum":
      return list(items(type.items));
    case "struct":
      return list(type.fields.map((field) => toField(field, dataType, words)));
    case "array": {
      const { dataType: childDataType, ...inner } = toSpecs(type.item, words);
      const { dataSpecsList, ...own } = inner;
      return specs({ size: type.size, childDataType, ...own, dataSpecsList });
    }
  }
}

function toField({ identifier, name, dataType }: Parameter, struct: string, words: Words): Json {
  const { dataType: childDataType, ...specs } = toSpecs(dataType, words);
  return { identifier, name, dataType: struct, childDataType, ...specs };
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
