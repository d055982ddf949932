// What the API says of unknown devices and of logins as a whole.

export interface UnknownDevice {
  id: string;
  code: "unknown_product" | "unknown_device" | "device_name_unknown" | "token_unknown";
  dialect: string;
  protocol: string;
  /** Empty where its login names no product. */
  productKey: string;
  deviceName: string;
  clientId: string;
  address: string;
  isProductKnown: boolean;
  firstAt: number;
  lastAt: number;
  count: number;
  /** Until when the secret that it sent may be taken over. */
  secretUntil: number | null;
}

export interface Adoption {
  productKey?: string;
  deviceName?: string;
  name?: string;
  isSecretSent?: boolean;
  deviceSecret?: string;
}

export interface Finding {
  code: string;
  text: string;
  productKey: string;
  deviceName: string;
  since: number;
  lastAt: number;
}

export interface Diagnosis {
  findings: Finding[];
  unknownDevices: number;
  clock: { isSuspect: boolean; devices: number; late: number; skewS: number };
}
