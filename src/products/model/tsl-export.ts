// Our thing model -> Alibaba's file ("TSL", dialects 2.6.1), with the three features that it always carries.

import {
  type DataType,
  moduleOf,
  type Parameter,
  type Property,
  type ThingModel,
} from "../../spine/model.ts";

const SCHEMA_URL = "https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json";

interface TslDataType {
  readonly type: string;
  readonly specs: unknown;
}

interface TslParameter {
  readonly identifier: string;
  readonly name: string;
  readonly dataType: TslDataType;
}

interface TslFeature {
  readonly identifier: string;
  readonly name: string;
  readonly desc?: string;
  readonly required: boolean;
  readonly method: string;
}

interface TslFeatures {
  readonly properties: readonly (TslParameter & {
    readonly desc?: string;
    readonly accessMode: string;
    readonly required: boolean;
  })[];
  readonly events: readonly (TslFeature & {
    readonly type: string;
    readonly outputData: readonly TslParameter[];
  })[];
  readonly services: readonly (TslFeature & {
    readonly callType: string;
    /** Of the service `get`: identifiers only. */
    readonly inputData: readonly (TslParameter | string)[];
    readonly outputData: readonly TslParameter[];
  })[];
}

/** A module with its features, whose identifiers are those within it. */
interface TslBlock extends TslFeatures {
  readonly functionBlockId: string;
  readonly functionBlockName: string;
  readonly description?: string;
  readonly productKey: string;
}

export interface TslDocument extends TslFeatures {
  readonly schema: string;
  readonly profile: { readonly productKey: string; readonly version: string };
  readonly functionBlocks?: readonly TslBlock[];
}

/**
 * The model as a TSL document. 64-bit integers, which TSL does not have, are written as type `long`:
 * importTsl reads them back, Alibaba's platform does not.
 */
export function exportTsl(
  model: ThingModel,
  { productKey, version }: { productKey: string; version: number },
): TslDocument {
  const own = featuresOf(model, undefined);
  const blocks = (model.modules ?? []).map(({ identifier, name, description }) => ({
    functionBlockId: identifier,
    functionBlockName: name,
    ...(description === undefined ? {} : { description }),
    productKey,
    ...featuresOf(model, identifier),
  }));
  return {
    schema: SCHEMA_URL,
    profile: { productKey, version: String(version) },
    properties: own.properties,
    events: [postEvent(model.properties), ...own.events],
    services: [setService(model.properties), getService(model.properties), ...own.services],
    ...(blocks.length > 0 ? { functionBlocks: blocks } : {}),
  };
}

/** The features of a module; undefined: those that are in none. */
function featuresOf(model: ThingModel, module: string | undefined): TslFeatures {
  const isHere = ({ identifier }: { identifier: string }) => moduleOf(identifier) === module;
  return {
    properties: model.properties.filter(isHere).map((property) => ({
      ...describe(property),
      accessMode: property.accessMode,
      required: property.required,
      dataType: toTslType(property.dataType),
    })),
    events: model.events.filter(isHere).map((event) => ({
      ...describe(event),
      type: event.level,
      required: false,
      method: `thing.event.${event.identifier}.post`,
      outputData: event.output.map(toParameter),
    })),
    services: model.services.filter(isHere).map((service) => ({
      ...describe(service),
      required: false,
      callType: service.callType,
      method: `thing.service.${service.identifier}`,
      inputData: service.input.map(toParameter),
      outputData: service.output.map(toParameter),
    })),
  };
}

function describe(feature: { identifier: string; name: string; description?: string | undefined }) {
  const { name, description } = feature;
  const identifier = feature.identifier.slice(feature.identifier.indexOf(":") + 1);
  return description === undefined ? { identifier, name } : { identifier, name, desc: description };
}

function postEvent(properties: readonly Property[]): TslDocument["events"][number] {
  return {
    identifier: "post",
    name: "post",
    desc: "属性上报",
    type: "info",
    required: true,
    method: "thing.event.property.post",
    outputData: properties.map(toParameter),
  };
}

function setService(properties: readonly Property[]): TslDocument["services"][number] {
  return {
    identifier: "set",
    name: "set",
    desc: "属性设置",
    required: true,
    callType: "async",
    method: "thing.service.property.set",
    inputData: properties.filter(({ accessMode }) => accessMode !== "r").map(toParameter),
    outputData: [],
  };
}

function getService(properties: readonly Property[]): TslDocument["services"][number] {
  return {
    identifier: "get",
    name: "get",
    desc: "属性获取",
    required: true,
    callType: "async",
    method: "thing.service.property.get",
    inputData: properties.map(({ identifier }) => identifier),
    outputData: properties.map(toParameter),
  };
}

function toParameter({ identifier, name, dataType }: Parameter): TslParameter {
  return { identifier, name, dataType: toTslType(dataType) };
}

/** Every spec value as text, as TSL wants it. */
function toTslType(dataType: DataType): TslDataType {
  const { type } = dataType;
  switch (dataType.type) {
    case "int":
    case "float":
    case "double": {
      const { min, max, step, unit } = dataType;
      return { type, specs: texts({ min, max, step, unit, unitName: unit }) };
    }
    case "long": {
      const { min, max, unit } = dataType;
      return { type, specs: texts({ min, max, unit, unitName: unit }) };
    }
    case "text":
      return { type, specs: texts({ length: dataType.length }) };
    case "date":
      return { type, specs: {} };
    case "bool":
      return { type, specs: texts({ 0: dataType.falseText, 1: dataType.trueText }) };
    case "enum":
      return { type, specs: { ...dataType.items } };
    case "struct":
      return { type, specs: dataType.fields.map(toParameter) };
    case "array":
      return { type, specs: { size: String(dataType.size), item: toTslType(dataType.item) } };
  }
}

function texts(specs: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  const entries = Object.entries(specs).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
