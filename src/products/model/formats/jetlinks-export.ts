// Our thing model -> JetLinks' metadata (dialects 2.6.4). What it has no word for goes under `expands`, where products
// there keep what they add.

import type {
  DataType,
  EventSpec,
  Parameter,
  Property,
  ServiceSpec,
  ThingModel,
} from "../../../spine/model.ts";
import { lossesOf } from "./losses.ts";
import type { Notice } from "./notice.ts";
import { type Json, present } from "./reading.ts";

export function writeJetlinks(model: ThingModel): { document: Json; notices: Notice[] } {
  return {
    document: {
      properties: model.properties.map(toProperty),
      functions: model.services.map(toFunction),
      events: model.events.map(toEvent),
      tags: [],
    },
    notices: lossesOf(model, {
      ...{ hasModules: false, foreignTypes: [], accessModes: {}, hasSteps: true, hasRequired: true },
      ...{ hasRetention: false, hasCalculation: false },
    }),
  };
}

const WAYS = { r: ["read", "report"], rw: ["read", "write", "report"], w: ["write"] } as const;

function toProperty({ accessMode, required, dataType, ...property }: Property): Json {
  const expands = present({ source: "device", type: WAYS[accessMode], required: required || undefined });
  return { ...named(property), valueType: toValueType(dataType), expands };
}

function toFunction({ callType, input, output, ...service }: ServiceSpec): Json {
  const inputs = input.map(toField);
  return present({
    ...named(service),
    async: callType === "async",
    inputs,
    output: toOutput(output, "output"),
  });
}

const LEVELS = { info: "ordinary", alert: "warn", error: "urgent" } as const;

function toEvent({ level, output, ...event }: EventSpec): Json {
  return {
    ...named(event),
    expands: { level: LEVELS[level] },
    valueType: toOutput(output, "value") ?? NO_FIELDS,
  };
}

const NO_FIELDS = { type: "object", properties: [] };

/** A parameter that got its name here goes back as the bare value that it was. */
function toOutput(parameters: readonly Parameter[], alone: string): Json | undefined {
  const [only] = parameters;
  if (only === undefined) return undefined;
  const isBare = parameters.length === 1 && only.identifier === alone && only.dataType.type !== "struct";
  return isBare && only.name === alone
    ? toValueType(only.dataType)
    : { type: "object", properties: parameters.map(toField) };
}

function toField({ identifier, name, dataType }: Parameter): Json {
  return { id: identifier, name, valueType: toValueType(dataType) };
}

function named({
  identifier,
  name,
  description,
}: {
  identifier: string;
  name: string;
  description?: string | undefined;
}): Json {
  return present({ id: identifier, name, description });
}

function toValueType(type: DataType): Json {
  const expands = (more: Json) => (Object.keys(present(more)).length > 0 ? present(more) : undefined);
  switch (type.type) {
    case "int":
    case "float":
    case "double": {
      const { min, max, step, unit } = type;
      return present({ type: type.type, min, max, unit, expands: expands({ step }) });
    }
    case "long": {
      const { min, max, unit } = type;
      return present({ type: "long", min, max, unit });
    }
    case "text":
      return present({ type: "string", expands: expands({ maxLength: type.length }) });
    case "date":
      return { type: "date", format: "timestamp" };
    case "bool":
      return present({
        ...{ type: "boolean", trueText: type.trueText, trueValue: "true" },
        ...{ falseText: type.falseText, falseValue: "false" },
      });
    case "enum":
      return { type: "enum", elements: Object.entries(type.items).map(([value, text]) => ({ value, text })) };
    case "struct":
      return { type: "object", properties: type.fields.map(toField) };
    case "array":
      return { type: "array", elementType: toValueType(type.item), expands: { size: type.size } };
  }
}
