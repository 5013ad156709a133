import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { formatNumber } from "@/components/format";
import { keyName, useKeys } from "@/components/keys";
import { Mark } from "@/components/Mark";
import { useRemembered } from "@/components/remember";
import { Tip } from "@/components/Tip";
import { queries } from "@/ipc/queries";
import { PLACES, type Place } from "./places";

type Fold = "default" | "open" | "folded";

/** Query starts with the rail folded, other places with it open; Ctrl+B is remembered per place. */
export function Rail({ onFind }: { onFind: () => void }) {
  const path = useLocation({ select: (location) => location.pathname });
  const place = path.split("/")[1] || "home";
  return <RailOf key={place} place={place} path={path} onFind={onFind} />;
}

function RailOf({ place, path, onFind }: { place: string; path: string; onFind: () => void }) {
  const [fold, setFold] = useRemembered<Fold>(`rail.${place}`, "default");
  const folded = fold === "default" ? place === "query" : fold === "folded";
  useKeys({ "mod+b": () => setFold(folded ? "open" : "folded") });
  const status = useQuery(queries.status());
  const counts: Partial<Record<Place["to"], { count: number; words: string }>> = {
    "/executions": { count: (status.data?.running ?? 0) + (status.data?.waiting ?? 0), words: "under way" },
    "/notices": { count: status.data?.unread ?? 0, words: "unread" },
  };
  const item = (entry: Place) => {
    const current = entry.to === "/" ? path === "/" : path.startsWith(entry.to);
    const Icon = entry.icon;
    const { count, words } = counts[entry.to] ?? { count: 0, words: "" };
    const link = (
      <Link
        to={entry.to}
        className="rail-item"
        data-news={entry.to === "/notices" && count > 0}
        {...(current ? { "aria-current": "page" as const } : {})}
      >
        <Icon size={16} aria-hidden />
        <span className="rail-word">{entry.word}</span>
        {count > 0 && (
          <span className="rail-count">
            {formatNumber(count)}
            <span className="sr-only"> {words}</span>
          </span>
        )}
      </Link>
    );
    return (
      <li key={entry.to}>
        {folded ? (
          <Tip label={entry.word} keys={keyName(entry.key)} side="right">
            {link}
          </Tip>
        ) : (
          link
        )}
      </li>
    );
  };
  return (
    <nav className="rail" data-folded={folded} data-choice={fold} aria-label="Places">
      <div className="rail-mark">
        <Mark />
        <span className="rail-word">RecomAMP</span>
      </div>
      <button type="button" className="rail-item mb-2" onClick={onFind}>
        <Search size={16} aria-hidden />
        <span className="rail-word">Find</span>
        <kbd aria-hidden="true">{keyName("K")}</kbd>
      </button>
      <ul>{PLACES.filter((entry) => !entry.end).map(item)}</ul>
      <div className="flex-1" />
      <ul>{PLACES.filter((entry) => entry.end).map(item)}</ul>
    </nav>
  );
}
