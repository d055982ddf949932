// The rules of a thing model beyond its shape.

import * as v from "valibot";
import { formatPath, type PathSegment, problemsOf, type SchemaProblem } from "../../kit/schema-problem.ts";
import { planCalculations } from "../../spine/calculation-plan.ts";
import { type DataType, type ThingModel, ThingModelSchema } from "../../spine/model.ts";

/** Everything that is wrong with a model whose features each are right. */
export function checkModel(model: ThingModel): SchemaProblem[] {
  const parsed = v.safeParse(ThingModelSchema, model);
  if (!parsed.success) return problemsOf(parsed.issues);
  return [...checkReserved(model), ...checkTypes(model), ...checkCalculations(model)];
}

/** Words with a meaning of their own in topics (`thing/event/property/post`, `thing/service/property/set`). */
const RESERVED = { events: ["property", "post"], services: ["property", "set", "get"] } as const;

function checkReserved(model: ThingModel): SchemaProblem[] {
  return (["events", "services"] as const).flatMap((list) => {
    const reserved: readonly string[] = RESERVED[list];
    return model[list].flatMap(({ identifier }, index) =>
      reserved.includes(identifier)
        ? [{ path: `${list}[${index}].identifier`, message: `${identifier} is a reserved word` }]
        : [],
    );
  });
}

function checkCalculations(model: ThingModel): SchemaProblem[] {
  return planCalculations(model).problems.map(({ index, field, en }) => ({
    path: formatPath(["properties", index, ...field.split(".")]),
    message: en,
  }));
}

function checkTypes(model: ThingModel): SchemaProblem[] {
  const check = (path: PathSegment[], list: readonly { dataType: DataType }[]) =>
    list.flatMap(({ dataType }, index) => checkType([...path, index, "dataType"], dataType));
  return [
    ...check(["properties"], model.properties),
    ...model.events.flatMap((event, index) => check(["events", index, "output"], event.output)),
    ...model.services.flatMap((service, index) => [
      ...check(["services", index, "input"], service.input),
      ...check(["services", index, "output"], service.output),
    ]),
  ];
}

function checkType(path: readonly PathSegment[], dataType: DataType): SchemaProblem[] {
  const problem = (name: PathSegment, message: string) => [{ path: formatPath([...path, name]), message }];
  switch (dataType.type) {
    case "int":
    case "float":
    case "double":
      return isReversed(dataType.min, dataType.max) ? problem("max", "must not be less than min") : [];
    case "long": {
      const { min, max } = dataType;
      const isWrong = min !== undefined && max !== undefined && isReversed(BigInt(min), BigInt(max));
      return isWrong ? problem("max", "must not be less than min") : [];
    }
    case "struct": {
      const names = dataType.fields.map((field) => field.identifier);
      if (new Set(names).size < names.length) return problem("fields", "an identifier is used twice");
      return dataType.fields.flatMap((field, index) =>
        checkType([...path, "fields", index, "dataType"], field.dataType),
      );
    }
    case "array":
      return checkType([...path, "item"], dataType.item);
    default:
      return [];
  }
}

function isReversed(min: number | bigint | undefined, max: number | bigint | undefined): boolean {
  return min !== undefined && max !== undefined && max < min;
}
