/** What a new product says of itself where nobody said anything. */
export const NEW_PRODUCT = {
  status: "draft",
  dialects: null,
  dataMode: "model",
  offlineRule: { staleAfterS: null, offlineAfterS: null },
  registration: "off",
  registrationUntil: null,
} as const;
