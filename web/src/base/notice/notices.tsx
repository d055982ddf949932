// Where short notices show; loaded after the first page, which has none.

import { Notifications } from "@mantine/notifications";

export function Notices() {
  return <Notifications position="bottom-right" autoClose={5_000} limit={4} />;
}
