// A command held against the thing model before anything is promised for it.

import { type Failure, failure } from "../../spine/error.ts";
import type { DataType, Parameter, Property, ThingModel } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { explainMismatch, makeCheck, preview } from "../check.ts";
import type { DownCommand } from "../dialect.ts";

/** What was asked for, as it came: JSON. */
export type CommandWish =
  | { readonly kind: "property_set"; readonly params: Readonly<Record<string, unknown>> }
  | {
      readonly kind: "service";
      readonly identifier: string;
      readonly input: Readonly<Record<string, unknown>>;
    };

/**
 * The wish with its values in canonical form. Fails for properties and services that the model does not have, those
 * that may not be set, and values of another type, out of range or between steps.
 */
export function checkCommand(wish: CommandWish, model: ThingModel): Result<DownCommand, Failure> {
  if (wish.kind === "service") return checkService(wish, model);
  const values: Record<string, Value> = {};
  for (const [identifier, sent] of Object.entries(wish.params)) {
    const property = model.properties.find((one) => one.identifier === identifier);
    const barrier = barrierOf(identifier, property, sent);
    if (barrier !== undefined || property === undefined) return err(barrier ?? failure("internal"));
    const value = checkValue(identifier, property.dataType, sent);
    if (!value.ok) return value;
    values[identifier] = value.value;
  }
  return ok({ kind: "property_set", values });
}

function barrierOf(identifier: string, property: Property | undefined, sent: unknown): Failure | undefined {
  if (property === undefined)
    return failure("property_unknown", { property: identifier, received: preview(sent) });
  const isReadOnly = property.accessMode === "r" || property.calculated !== undefined;
  return isReadOnly ? failure("property_read_only", { property: identifier }) : undefined;
}

function checkService(
  { identifier, input }: Extract<CommandWish, { kind: "service" }>,
  model: ThingModel,
): Result<DownCommand, Failure> {
  const service = model.services.find((one) => one.identifier === identifier);
  if (service === undefined) return err(failure("service_unknown", { service: identifier }));
  const values = checkInput(identifier, service.input, input);
  return values.ok ? ok({ kind: "service", identifier, input: values.value }) : values;
}

/** In the model's order. */
function checkInput(
  service: string,
  parameters: readonly Parameter[],
  input: Readonly<Record<string, unknown>>,
): Result<Record<string, Value>, Failure> {
  const known = new Set(parameters.map((one) => one.identifier));
  const stranger = Object.keys(input).find((key) => !known.has(key));
  if (stranger !== undefined) return err(failure("service_input_unknown", { service, parameter: stranger }));
  const values: Record<string, Value> = {};
  for (const { identifier, dataType } of parameters) {
    if (!Object.hasOwn(input, identifier))
      return err(failure("service_input_missing", { service, parameter: identifier }));
    const value = checkValue(identifier, dataType, input[identifier]);
    if (!value.ok) return value;
    values[identifier] = value.value;
  }
  return ok(values);
}

function checkValue(property: string, type: DataType, sent: unknown): Result<Value, Failure> {
  const value = makeCheck(type)(sent);
  if (value === undefined) return err(explainMismatch(property, type, sent));
  if (!("step" in type) || type.step === undefined || typeof value !== "number") return ok(value);
  const from = type.min ?? 0;
  return isOnStep(value - from, type.step)
    ? ok(value)
    : err(failure("property_step", { property, received: preview(sent), step: type.step, from }));
}

/** Floating point: 0.3 is three steps of 0.1. */
function isOnStep(distance: number, step: number): boolean {
  if (step <= 0) return true;
  const steps = distance / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
