import {
  Bell,
  CalendarClock,
  ChartColumn,
  CirclePlay,
  House,
  LayoutDashboard,
  Settings,
  SquareTerminal,
  Tag,
  Workflow,
} from "lucide-react";

/** The places that exist, in the rail's order. */
export const PLACES = [
  { to: "/", word: "Home", key: "1", icon: House, end: false },
  { to: "/query", word: "Query", key: "2", icon: SquareTerminal, end: false },
  { to: "/workflows", word: "Workflows", key: "3", icon: Workflow, end: false },
  { to: "/executions", word: "Executions", key: "4", icon: CirclePlay, end: false },
  { to: "/schedules", word: "Schedules", key: "5", icon: CalendarClock, end: false },
  { to: "/brands", word: "Brands", key: "9", icon: Tag, end: false },
  { to: "/dashboards", word: "Dashboards", key: "Shift D", icon: LayoutDashboard, end: false },
  { to: "/notices", word: "Notices", key: "6", icon: Bell, end: true },
  { to: "/analytics", word: "Analytics", key: "8", icon: ChartColumn, end: true },
  { to: "/settings", word: "Settings", key: "7", icon: Settings, end: true },
] as const;

export type Place = (typeof PLACES)[number];
