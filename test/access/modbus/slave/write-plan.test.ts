import { expect, test } from "bun:test";
import * as v from "valibot";
import { planWrite } from "../../../../src/access/modbus/slave/write-plan.ts";
import { RegisterMapSchema, type RegisterPointInput } from "../../../../src/spine/register-map.ts";

function codesOf(
  point: Partial<RegisterPointInput>,
  unit: object,
  bytes: readonly number[],
): number[] | undefined {
  const full = { identifier: "x", area: "holding", address: 4, type: "uint16", access: "rw", ...point };
  const map = v.parse(RegisterMapSchema, { points: [full], unit });
  const [parsed] = map.points;
  if (!parsed) throw new Error("there is one");
  const written =
    parsed.type === "bool"
      ? ({ kind: "coil", isOn: true } as const)
      : ({ kind: "registers", bytes: Uint8Array.from(bytes) } as const);
  const plan = planWrite(parsed, written, { unit: 1, settings: map.unit });
  return plan?.kind === "requests" ? plan.requests.map(({ functionCode }) => functionCode) : undefined;
}

test("by the functions that the unit, or the point, wants", () => {
  const coil = { area: "coil", type: "bool" } as const;
  expect({
    one: codesOf({}, {}, [0, 1]),
    two: codesOf({ type: "float32" }, {}, [0, 1, 2, 3]),
    oneByMultiple: codesOf({}, { writeRegister: "multiple" }, [0, 1]),
    twoBySingle: codesOf({ type: "float32", write: { function: "06" } }, {}, [0, 1, 2, 3]),
    pointOverUnit: codesOf({ write: { function: "06" } }, { writeRegister: "multiple" }, [0, 1]),
    coil: codesOf(coil, {}, []),
    coils: codesOf(coil, { writeCoil: "multiple" }, []),
    forbidden: codesOf({}, { forbidden: [6] }, [0, 1]),
  }).toEqual({
    one: [6],
    two: [16],
    oneByMultiple: [16],
    twoBySingle: [6, 6],
    pointOverUnit: [6],
    coil: [5],
    coils: [15],
    forbidden: undefined,
  });
});
