import { CirclePlay, House, Settings, SquareTerminal } from "lucide-react";

/** The places that exist, in the rail's order. */
export const PLACES = [
  { to: "/", word: "Home", icon: House, end: false },
  { to: "/query", word: "Query", icon: SquareTerminal, end: false },
  { to: "/executions", word: "Executions", icon: CirclePlay, end: false },
  { to: "/settings", word: "Settings", icon: Settings, end: true },
] as const;

export type Place = (typeof PLACES)[number];
