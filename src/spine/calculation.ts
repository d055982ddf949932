// How a property of the thing model is calculated from others: said in the model, done on the way in.

import * as v from "valibot";

const FORMULA_CHARS = 2_000;

/** The identifier of a property of the same model; that there is one is checked with the whole model. */
const Source = v.pipe(v.string(), v.minLength(1), v.maxLength(101));
const Positive = v.pipe(v.number(), v.finite(), v.gtValue(0, "must be greater than 0"));
const Scale = v.optional(
  v.pipe(
    v.number(),
    v.finite(),
    v.check((scale) => scale !== 0, "must not be 0"),
    v.description("What is counted is multiplied by it; 1 unless given"),
  ),
);

const FormulaCalculation = v.strictObject({
  kind: v.literal("formula"),
  formula: v.pipe(
    v.string(),
    v.minLength(1, "must not be empty"),
    v.maxLength(FORMULA_CHARS),
    v.description(
      "Over other properties, as `(voltage * current) / 1000`; calculated when one of them is reported",
    ),
  ),
});

/** The total of all increases of a raw counter since its first value. */
const CounterCalculation = v.strictObject({
  kind: v.literal("counter"),
  source: v.pipe(Source, v.description("Property with the raw counter")),
  rollover: v.optional(
    v.pipe(
      Positive,
      v.description(
        "What the raw counter never reaches because it begins at 0 again, as 65536; without it each fall is a reset",
      ),
    ),
  ),
  maxStep: v.optional(
    v.pipe(
      Positive,
      v.description("A greater increase from one report to the next is no increase, but an error of reading"),
    ),
  ),
  scale: Scale,
});

/** The integral of a rate over time, as energy from power. */
const IntegralCalculation = v.strictObject({
  kind: v.literal("integral"),
  source: v.pipe(Source, v.description("Property with the rate; a switch counts as 1 while it is on")),
  perS: v.pipe(
    Positive,
    v.description("Seconds in the rate's unit of time: 3600 from kW to kWh, 60 from L/min to L"),
  ),
  maxGapS: v.optional(
    v.pipe(Positive, v.description("Nothing is added for a span without reports that is longer, seconds")),
  ),
  scale: Scale,
});

export const CalculationSchema = v.variant("kind", [
  FormulaCalculation,
  CounterCalculation,
  IntegralCalculation,
]);
export type CalculationSpec = v.InferOutput<typeof CalculationSchema>;
export type CounterSpec = v.InferOutput<typeof CounterCalculation>;
export type IntegralSpec = v.InferOutput<typeof IntegralCalculation>;
