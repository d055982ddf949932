// The browser's entry: texts, theme, cache, then the app.

import "./styles.ts";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { App } from "./app.tsx";
import { guardNavigation } from "./base/page/leave-guard.tsx";
import { ConflictDialog } from "./edit/conflict-dialog.tsx";
import { startI18n } from "./i18n.ts";
import { queryClient } from "./queries.ts";
import { cssVariables, theme } from "./theme.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

await startI18n();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" autoClose={5_000} limit={4} />
      <QueryClientProvider client={queryClient}>
        <ConflictDialog />
        <Router base="/ui" aroundNav={guardNavigation}>
          <App />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
