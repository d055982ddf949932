// A text as a QR code, drawn here: nothing of it leaves the browser.

import { useQuery } from "@tanstack/react-query";
import { Waiting } from "../states.tsx";

export function QrImage({ text, label, sizePx = 280 }: { text: string; label: string; sizePx?: number }) {
  const drawing = useQuery({
    queryKey: ["qr", text],
    // Not on the first page: the library is loaded with the first code.
    queryFn: async () => (await import("uqr")).renderSVG(text, { border: 2 }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (drawing.data === undefined) return <Waiting />;
  const source = `data:image/svg+xml;utf8,${encodeURIComponent(drawing.data)}`;
  return <img src={source} alt={label} className="qr-code" width={sizePx} height={sizePx} />;
}
