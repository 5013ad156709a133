import { createRootRoute, createRoute, createRouter, type RouterHistory, redirect } from "@tanstack/react-router";
import { AnalyticsPlace } from "@/features/analytics/AnalyticsPlace";
import { BrandsPlace } from "@/features/brand/BrandsPlace";
import { DashboardsPlace } from "@/features/dashboard/DashboardsPlace";
import { EvidencePlace } from "@/features/evidence/EvidencePlace";
import { ExecutionsPlace } from "@/features/execution/ExecutionsPlace";
import { readSearch } from "@/features/execution/shown";
import { HomePlace } from "@/features/home/HomePlace";
import { NoticesPlace } from "@/features/notice/NoticesPlace";
import { QueryPlace } from "@/features/query/QueryPlace";
import { SchedulesPlace } from "@/features/schedule/SchedulesPlace";
import { SettingsPlace } from "@/features/settings/SettingsPlace";
import { WorkflowsPlace } from "@/features/workflow/WorkflowsPlace";
import { Root } from "./Root";

const root = createRootRoute({
  component: Root,
  notFoundComponent: () => null,
});

const place = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component });

/** Which executions are shown and compared stands in the address, so that other places can lead there. */
const executions = <P extends string>(path: P) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: ExecutionsPlace,
    validateSearch: readSearch,
  });

const routes = root.addChildren([
  place("/", HomePlace),
  place("/query", QueryPlace),
  place("/workflows", WorkflowsPlace),
  place("/workflows/new", WorkflowsPlace),
  place("/workflows/$id", WorkflowsPlace),
  place("/workflows/$id/edit", WorkflowsPlace),
  executions("/executions"),
  executions("/executions/$id"),
  place("/executions/evidence", EvidencePlace),
  place("/executions/evidence/$id", EvidencePlace),
  place("/schedules", SchedulesPlace),
  place("/schedules/new", SchedulesPlace),
  place("/schedules/$id", SchedulesPlace),
  place("/schedules/$id/edit", SchedulesPlace),
  place("/brands", BrandsPlace),
  place("/brands/new", BrandsPlace),
  place("/brands/instances", BrandsPlace),
  place("/brands/$id", BrandsPlace),
  place("/dashboards", DashboardsPlace),
  place("/dashboards/new", DashboardsPlace),
  place("/dashboards/$id", DashboardsPlace),
  place("/notices", NoticesPlace),
  place("/analytics", AnalyticsPlace),
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
