// Shares of a whole as one bar; the figures stand beside it as text.

interface MeterProps {
  readonly label: string;
  readonly total: number;
  readonly parts: readonly { readonly value: number; readonly color: string }[];
}

export function Meter({ label, total, parts }: MeterProps) {
  let from = 0;
  return (
    <svg className="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width="100" height="6" fill="var(--surface-2)" />
      {parts.map((part) => {
        const width = (part.value / total) * 100;
        const x = from;
        from += width;
        return <rect key={part.color} x={x} width={width} height="6" fill={part.color} />;
      })}
    </svg>
  );
}
