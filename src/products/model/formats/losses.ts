// What a format has no words for, told of a model before it is written.

import { type DataType, moduleOf, type Property, type ThingModel } from "../../../spine/model.ts";
import { type Notice, notice } from "./notice.ts";

/** What a format can say. */
export interface Abilities {
  readonly hasModules: boolean;
  /** Types that the platform of origin does not have, but that its form has room for. */
  readonly foreignTypes: readonly DataType["type"][];
  /** Access modes that are written as another. */
  readonly accessModes: Readonly<Partial<Record<Property["accessMode"], Property["accessMode"]>>>;
  readonly hasSteps: boolean;
  readonly hasRequired: boolean;
  readonly hasRetention: boolean;
  readonly hasCalculation: boolean;
}

/** Everything of `model` that does not come back from a file of a format with these abilities. */
export function lossesOf(model: ThingModel, abilities: Abilities): Notice[] {
  return [
    ...moduleLosses(model, abilities),
    ...model.properties.flatMap((property, index) =>
      propertyLosses(property, `properties[${index}]`, abilities),
    ),
    ...model.events.flatMap(({ output }, index) =>
      parameterLosses(output, `events[${index}].output`, abilities),
    ),
    ...model.services.flatMap(({ input, output }, index) => [
      ...parameterLosses(input, `services[${index}].input`, abilities),
      ...parameterLosses(output, `services[${index}].output`, abilities),
    ]),
  ];
}

function moduleLosses(model: ThingModel, { hasModules }: Abilities): Notice[] {
  if (hasModules) return [];
  return (model.modules ?? []).flatMap(({ identifier, name }, index) => {
    const path = `modules[${index}]`;
    const features = [...model.properties, ...model.events, ...model.services];
    const isUsed = features.some((feature) => moduleOf(feature.identifier) === identifier);
    const lost = notice("left_out", path, { field: "module", value: name });
    return isUsed ? [lost, notice("identifiers_with_module", path, { module: identifier })] : [lost];
  });
}

function propertyLosses(property: Property, path: string, abilities: Abilities): Notice[] {
  const { accessMode, required, retentionDays, calculated, dataType } = property;
  const notices: Notice[] = [];
  const mode = abilities.accessModes[accessMode];
  if (mode !== undefined)
    notices.push(
      notice("becomes", `${path}.accessMode`, { field: "accessMode", from: accessMode, to: mode }),
    );
  if (required && !abilities.hasRequired)
    notices.push(notice("left_out", `${path}.required`, { field: "required", value: "true" }));
  if (retentionDays !== undefined && !abilities.hasRetention)
    notices.push(
      notice("left_out", `${path}.retentionDays`, { field: "retentionDays", value: retentionDays }),
    );
  if (calculated !== undefined && !abilities.hasCalculation)
    notices.push(notice("calculated_left_out", `${path}.calculated`));
  return [...notices, ...typeLosses(dataType, `${path}.dataType`, abilities)];
}

function parameterLosses(
  list: readonly { dataType: DataType }[],
  path: string,
  abilities: Abilities,
): Notice[] {
  return list.flatMap(({ dataType }, index) => typeLosses(dataType, `${path}[${index}].dataType`, abilities));
}

function typeLosses(type: DataType, path: string, abilities: Abilities): Notice[] {
  const notices: Notice[] = [];
  if (abilities.foreignTypes.includes(type.type))
    notices.push(notice("type_unknown_there", path, { type: type.type }));
  if ("step" in type && type.step !== undefined && !abilities.hasSteps)
    notices.push(notice("left_out", `${path}.step`, { field: "step", value: type.step }));
  if (type.type === "array") notices.push(...typeLosses(type.item, `${path}.item`, abilities));
  if (type.type === "struct") notices.push(...parameterLosses(type.fields, `${path}.fields`, abilities));
  return notices;
}
