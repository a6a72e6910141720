import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { PAGES } from "./pages.ts";
import { LoadFailed } from "./shell/load-failed.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

/** The router over every page of the registry. */
export function createAppRouter() {
  const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });
  const routes = PAGES.map(({ path, load }) =>
    createRoute({
      getParentRoute: () => rootRoute,
      path,
      component: lazyRouteComponent(load),
      errorComponent: LoadFailed,
    }),
  );
  return createRouter({
    routeTree: rootRoute.addChildren(routes),
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}
