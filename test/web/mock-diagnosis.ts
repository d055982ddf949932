// The stand-in's part for refusals taken apart, unknown devices and what is wrong with logins.

import { adviceFor } from "../../src/spine/advice.ts";
import { describeError, type ErrorParams, isErrorCode } from "../../src/spine/error.ts";
import type { Diagnosis, UnknownDevice } from "../../web/src/diagnosis/contract.ts";

interface Call {
  readonly params: Record<string, string>;
  readonly body: Record<string, unknown>;
  readonly language: string;
}
type Routes = Readonly<Record<string, (call: Call) => object | number>>;

const PARAMS: Readonly<Record<string, ErrorParams>> = {
  sign_mismatch: {
    ...{ tried: "@key_of_device", expected: "6074...9e57", received: "14b1...01ee" },
    ...{ cause: "@cause_product_secret", dialect: "alink" },
    stringToSign: "clientIdpress-400t.press-05deviceNamepress-05productKeypress-400ttimestamp2524608000000",
    clientId: "press-400t.press-05|securemode=3,signmethod=hmacsha256,timestamp=2524608000000|",
    ...{ username: "press-05&press-400t", address: "192.168.10.22:51002", suppressed: 12 },
  },
  unknown_device: {
    productKey: "power-meter",
    deviceName: "meter-77",
    dialect: "plain",
    username: "meter-77&power-meter",
  },
};

/** What a refusal says beside its text. */
export function refusalParts(code: string, language: string) {
  const params = PARAMS[code] ?? {};
  const spoken = language.startsWith("zh") ? "zh-CN" : "en";
  const textOf = (name: string) => {
    const nested = String(params[name] ?? "").slice(1);
    return isErrorCode(nested) ? { [name]: describeError(nested, params, spoken) } : {};
  };
  const advice = isErrorCode(code) ? adviceFor(code, params, spoken) : undefined;
  return {
    protocol: "mqtt",
    params: { ...params },
    explanation: { ...textOf("cause"), ...textOf("tried"), ...(advice && { advice }) },
  };
}

function strangers(now: number): UnknownDevice[] {
  const base = { protocol: "mqtt", firstAt: now - 7_200_000, lastAt: now - 20_000 };
  return [
    {
      ...{ ...base, id: "s1", code: "unknown_device", dialect: "plain", productKey: "power-meter" },
      ...{ deviceName: "meter-77", clientId: "meter-77", address: "192.168.10.77:50111" },
      ...{ isProductKnown: true, count: 1_204, secretUntil: now + 400_000 },
    },
    {
      ...{ ...base, id: "s2", code: "unknown_product", dialect: "alink", productKey: "a1zHhFdEIoc" },
      ...{
        deviceName: "injection-moulder-0007",
        clientId: "a1zHhFdEIoc.injection-moulder-0007|securemode=3|",
      },
      ...{ address: "10.20.30.40:61022", isProductKnown: false, count: 3, secretUntil: null },
    },
    {
      ...{ ...base, id: "s3", code: "token_unknown", dialect: "thingsboard", productKey: "" },
      ...{ deviceName: "gateway_3", clientId: "gateway_3", address: "192.168.10.9:40000" },
      ...{ isProductKnown: false, count: 9, secretUntil: now + 100_000 },
    },
  ];
}

const CONTEST: ErrorParams = { first: "192.168.10.20", second: "192.168.10.31", count: 12 };

/** What one server remembers of it. */
export function makeDiagnosisRoutes(isEmpty: boolean): Routes {
  const gone = new Set<string>();
  const listed = () => (isEmpty ? [] : strangers(Date.now()).filter(({ id }) => !gone.has(id)));
  return {
    "GET /unknown-devices": () => ({ items: listed() }),
    "POST /unknown-devices/:id/adopt": ({ params }) => {
      gone.add(params.id ?? "");
      // One that the stand-in knows, so that its page opens.
      return { productKey: "press-400t", deviceName: "press-01", isNewProduct: false };
    },
    "DELETE /unknown-devices/:id": ({ params }) => {
      gone.add(params.id ?? "");
      return 204;
    },
    "GET /diagnosis": ({ language }): Diagnosis => ({
      findings: isEmpty
        ? []
        : [
            {
              code: "credential_shared",
              text: describeError("credential_shared", CONTEST, language.startsWith("zh") ? "zh-CN" : "en"),
              ...{ productKey: "press-400t", deviceName: "press-02" },
              ...{ since: Date.now() - 300_000, lastAt: Date.now() },
            },
          ],
      unknownDevices: listed().length,
      clock: isEmpty
        ? { isSuspect: false, devices: 0, late: 0, skewS: 0 }
        : { isSuspect: true, devices: 14, late: 6, skewS: 3_620 },
    }),
  };
}
