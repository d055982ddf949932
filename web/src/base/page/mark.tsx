// The product's mark and name.

import { Group, Text } from "@mantine/core";

export function Mark({ size = 26 }: { size?: number }) {
  return (
    <Group gap={9} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#0b6b7d" />
        <path
          d="M6 10.5h20M9.5 10.5V25M22.5 10.5V25"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
          fill="none"
        />
        <path d="M16 10.5v5" stroke="#8fe0ee" strokeWidth="2" strokeLinecap="round" />
        <rect x="12.6" y="15.5" width="6.8" height="5.6" rx="1.3" fill="#8fe0ee" />
      </svg>
      <Text fw={700} size="lg" className="mark-name">
        Gantry
      </Text>
    </Group>
  );
}
