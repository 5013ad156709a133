import { createRootRoute, createRoute, createRouter, type RouterHistory, redirect } from "@tanstack/react-router";
import { ExecutionsPlace } from "@/features/execution/ExecutionsPlace";
import { HomePlace } from "@/features/home/HomePlace";
import { QueryPlace } from "@/features/query/QueryPlace";
import { SchedulesPlace } from "@/features/schedule/SchedulesPlace";
import { SettingsPlace } from "@/features/settings/SettingsPlace";
import { Root } from "./Root";

const root = createRootRoute({
  component: Root,
  notFoundComponent: () => null,
});

const place = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component });

const routes = root.addChildren([
  place("/", HomePlace),
  place("/query", QueryPlace),
  place("/executions", ExecutionsPlace),
  place("/executions/$id", ExecutionsPlace),
  place("/schedules", SchedulesPlace),
  place("/schedules/new", SchedulesPlace),
  place("/schedules/$id", SchedulesPlace),
  place("/schedules/$id/edit", SchedulesPlace),
  place("/settings", SettingsPlace),
  place("/connect", () => null),
  createRoute({
    getParentRoute: () => root,
    path: "$",
    // An address of another version of the application, or the page's own file name.
    beforeLoad: () => {
      throw redirect({ to: "/" });
    },
  }),
]);

export function makeRouter(history?: RouterHistory) {
  return createRouter({ routeTree: routes, scrollRestoration: false, ...(history ? { history } : {}) });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
