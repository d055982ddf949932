// `deviceName&productKey`: the user name that Alink, yudao and our plain login share.

/** Splits at the last `&`, which neither name may contain. */
export function splitLoginName(username: string): { deviceName: string; productKey: string } | undefined {
  const at = username.lastIndexOf("&");
  if (at <= 0 || at === username.length - 1) return undefined;
  return { deviceName: username.slice(0, at), productKey: username.slice(at + 1) };
}

/** First and last four characters of something that must not be shown whole. */
export function ends(text: string): string {
  return text.length <= 12 ? `(${text.length} characters)` : `${text.slice(0, 4)}...${text.slice(-4)}`;
}
