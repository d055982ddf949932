// Ends of reads and writes as failures of the catalogue.

import { type Failure, failure } from "../../spine/error.ts";
import { describeFailure, type Failed } from "./frame/outcome.ts";
import type { WriteOutcome } from "./slave/write.ts";

type Refusal = Extract<WriteOutcome, { readonly kind: "refused" }>["reason"];

const REFUSALS: Readonly<Record<Refusal, string>> = {
  wrong_type: "the value is of another type",
  out_of_range: "the value is outside what the register map allows",
  off_step: "the value lies between two steps",
  too_long: "the value is too long",
  not_writable: "the register map has it read-only",
  unknown_point: "the register map does not have it",
  forbidden: "the function that it takes is forbidden for this unit",
};

export function failureOfWrite(property: string, outcome: WriteOutcome): Failure | undefined {
  switch (outcome.kind) {
    case "written":
      return undefined;
    case "refused":
      return failure("field_value_refused", { property, detail: REFUSALS[outcome.reason] });
    case "different":
      return failure("field_write_failed", {
        property,
        detail: `it was confirmed, but reads back as ${outcome.raw}`,
      });
    default:
      return failureOf(property, outcome.outcome);
  }
}

export function failureOfRead(
  identifiers: readonly string[],
  failed: Failed | undefined,
): Failure | undefined {
  return failed && failureOf(identifiers.join(", "), failed);
}

function failureOf(property: string, failed: Failed): Failure {
  const detail = describeFailure(failed).en;
  return failed.code === "lost"
    ? failure("field_link_down", { detail })
    : failure("field_write_failed", { property, detail });
}
