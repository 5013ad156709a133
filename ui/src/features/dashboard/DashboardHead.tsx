import * as Menu from "@radix-ui/react-dropdown-menu";
import { ChevronRight, CopyPlus, Download, Ellipsis, RefreshCw, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { plural } from "@/components/format";
import type { DashboardDetail, Widget } from "@/ipc";
import { countTables } from "./widgets";

interface HeadProps {
  detail: DashboardDetail;
  /** It was never saved. */
  fresh: boolean;
  widgets: readonly Widget[];
  editing: boolean;
  refreshing: boolean;
  exporting: boolean;
  onList: () => void;
  onRefresh: () => void;
  onExport: () => void;
  onEdit: () => void;
  onDuplicate: () => void;
  onDelete: () => void;
}

/** The name of a dashboard, what it shows, and what is done with all of it. */
export function DashboardHead({ detail, fresh, widgets, editing, refreshing, exporting, ...on }: HeadProps) {
  const tables = countTables(widgets);
  return (
    <header className="place-head">
      <BackToList onList={on.onList} />
      <h1 className="cut" title={detail.name}>
        {fresh ? "New dashboard" : detail.name}
      </h1>
      {widgets.length > 0 && (
        <span className="num cut text-hint">
          {plural(widgets.length, "widget")}
          {tables > 0 && ` from ${plural(tables, "kept table")}`}
        </span>
      )}
      <span className="flex-1" />
      {!fresh && (
        <>
          <Button
            look="quiet"
            aria-busy={refreshing}
            disabled={refreshing || detail.rows.length === 0}
            onClick={on.onRefresh}
          >
            <RefreshCw size={14} className={refreshing ? "turning" : undefined} aria-hidden />
            Refresh
          </Button>
          <Button look="quiet" disabled={exporting || widgets.length === 0} onClick={on.onExport}>
            <Download size={14} aria-hidden />
            Export
          </Button>
          <Menu.Root modal={false}>
            <Menu.Trigger asChild>
              <IconButton label="More" size="m">
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            </Menu.Trigger>
            <Menu.Portal>
              <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
                <Menu.Item className="menu-item" onSelect={on.onDuplicate}>
                  <CopyPlus size={14} aria-hidden />
                  Duplicate
                </Menu.Item>
                <Menu.Separator className="menu-cut" />
                <Menu.Item className="menu-item" onSelect={on.onDelete}>
                  <Trash2 size={14} aria-hidden />
                  Delete
                </Menu.Item>
              </Menu.Content>
            </Menu.Portal>
          </Menu.Root>
          <Button disabled={editing} onClick={on.onEdit}>
            Edit
          </Button>
        </>
      )}
    </header>
  );
}

/** The way from one dashboard to all of them. */
export const BackToList = ({ onList }: { onList: () => void }) => (
  <>
    <Button look="quiet" className="-ml-2 font-normal!" onClick={onList}>
      Dashboards
    </Button>
    <ChevronRight size={14} className="-mr-1 -ml-2 flex-none text-hint" aria-hidden />
  </>
);
