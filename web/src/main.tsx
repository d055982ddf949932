// The browser's entry: texts, theme, cache, then the app.

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { App } from "./app.tsx";
import { guardNavigation } from "./base/page/navigation-guard.ts";
import { Conflicts } from "./edit/conflicts.tsx";
import { startI18n } from "./i18n.ts";
import { late } from "./late.ts";
import { queryClient } from "./queries.ts";
import { cssVariables, theme } from "./theme.ts";

const Notices = late(async () => (await import("./base/notice/notices.tsx")).Notices);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

await startI18n();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Suspense fallback={null}>
        <Notices />
      </Suspense>
      <QueryClientProvider client={queryClient}>
        <Conflicts />
        <Router base="/ui" aroundNav={guardNavigation}>
          <App />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
