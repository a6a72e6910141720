import "./app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { createAppRouter } from "./router.tsx";
import { forbidEval } from "./shell/no-eval.ts";
import { reloadWhenReplaced } from "./shell/reload.ts";
import { startTheme } from "./shell/theme.ts";
import { forbidMarkup } from "./shell/trusted-types.ts";

forbidMarkup();
forbidEval();
startTheme();
reloadWhenReplaced();

const root = document.getElementById("app");
if (root === null) throw new TypeError("the page has no element #app");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={createAppRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
