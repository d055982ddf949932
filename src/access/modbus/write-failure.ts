// Ends of reads and writes as failures of the catalogue.

import { type Failure, failure } from "../../spine/error.ts";
import { codeOf, describeFailure, type Failed } from "./frame/outcome.ts";
import type { WriteOutcome } from "./slave/write.ts";

type Refusal = Extract<WriteOutcome, { readonly kind: "refused" }>["reason"];

export function failureOfWrite(property: string, outcome: WriteOutcome): Failure | undefined {
  switch (outcome.kind) {
    case "written":
      return undefined;
    case "refused":
      return failure("field_value_refused", {
        property,
        detail: `@field_${outcome.reason satisfies Refusal}`,
      });
    case "different":
      return failure("field_write_failed", {
        property,
        detail: "@field_read_back",
        raw: outcome.raw,
      });
    default:
      return failureOf("field_write_failed", property, outcome.outcome);
  }
}

export function failureOfRead(
  identifiers: readonly string[],
  failed: Failed | undefined,
): Failure | undefined {
  return failed && failureOf("field_read_failed", identifiers.join(", "), failed);
}

function failureOf(
  code: "field_read_failed" | "field_write_failed",
  property: string,
  failed: Failed,
): Failure {
  // The catalogue's words, in the reader's language.
  const known = codeOf(failed);
  const detail = known === "modbus_exception" ? describeFailure(failed).en : `@${known}`;
  return failed.code === "lost"
    ? failure("field_link_down", { detail })
    : failure(code, { property, detail });
}
