// Our thing model -> OneNET's file (Studio, dialects 2.6.3).

import type { DataType, Parameter, ThingModel } from "../../../spine/model.ts";
import { lossesOf } from "./losses.ts";
import type { Notice } from "./notice.ts";
import type { Json } from "./reading.ts";

export function writeOnenet(
  model: ThingModel,
  { productKey }: { productKey: string },
): { document: Json; notices: Notice[] } {
  return {
    document: {
      version: "1.0",
      profile: { industryId: "", sceneId: "", categoryId: "", productId: productKey },
      properties: model.properties.map((property) => ({
        ...named(property, "property"),
        accessMode: property.accessMode === "w" ? "rw" : property.accessMode,
        required: property.required,
        dataType: toType(property.dataType),
      })),
      events: model.events.map((event) => ({
        ...named(event, "event"),
        eventType: event.level,
        outputData: event.output.map(toParameter),
      })),
      services: model.services.map((service) => ({
        ...named(service, "service"),
        callType: service.callType === "sync" ? "s" : "a",
        input: service.input.map(toParameter),
        output: service.output.map(toParameter),
      })),
    },
    notices: lossesOf(model, {
      ...{ hasModules: false, foreignTypes: [], accessModes: { w: "rw" }, hasSteps: true, hasRequired: true },
      ...{ hasRetention: false, hasCalculation: false },
    }),
  };
}

function named(
  {
    identifier,
    name,
    description = "",
  }: { identifier: string; name: string; description?: string | undefined },
  functionMode: string,
): Json {
  return { identifier, name, functionType: "u", functionMode, desc: description };
}

function toParameter({ identifier, name, dataType }: Parameter): Json {
  return { identifier, name, dataType: toType(dataType) };
}

/** Numbers are text there, empty where there is none. */
function text(value: string | number | undefined): string {
  return value === undefined ? "" : String(value);
}

function toType(type: DataType): Json {
  switch (type.type) {
    case "int":
    case "float":
    case "double": {
      const { min, max, step, unit } = type;
      const specs = { min: text(min), max: text(max), step: text(step), unit: unit ?? "" };
      return { type: type.type === "int" ? "int32" : type.type, specs };
    }
    case "long":
      return {
        type: "int64",
        specs: { min: text(type.min), max: text(type.max), step: "", unit: type.unit ?? "" },
      };
    case "text":
      return { type: "string", specs: type.length === undefined ? {} : { length: type.length } };
    case "date":
      return { type: "date", specs: {} };
    case "bool":
      return { type: "bool", specs: { true: type.trueText ?? "", false: type.falseText ?? "" } };
    case "enum":
      return { type: "enum", specs: { ...type.items } };
    case "struct":
      return { type: "struct", specs: type.fields.map(toParameter) };
    case "array":
      return { type: "array", specs: { length: type.size, ...toType(type.item) } };
  }
}
