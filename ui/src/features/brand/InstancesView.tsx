import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, RefreshCw, Tags, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { holdsWords, SearchField } from "@/components/SearchField";
import { TagDialog } from "@/components/TagDialog";
import { tagsOf } from "@/features/query/narrowing";
import type { Brand, Instance, Profile } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useRefresh, useTagInstances } from "./changes";
import { InstanceTable } from "./InstanceTable";

const NONE: ReadonlySet<string> = new Set();
const NO_INSTANCES: Instance[] = [];
const NO_BRANDS: Brand[] = [];

/** All instances with their tags and brands. */
export function InstancesView({ sides }: { sides: ReactNode }) {
  const instances = useQuery(queries.instances());
  const brands = useQuery(queries.brands()).data ?? NO_BRANDS;
  const profiles = useQuery(queries.profiles()).data ?? [];
  const refresh = useRefresh();
  const scroll = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(NONE);
  const all = instances.data ?? NO_INSTANCES;
  const brandsOf = (id: string) => brands.filter(({ instance_ids }) => instance_ids.includes(id));
  const shown = all.filter(({ id, name, account_name, marketplace, instance_id, instance_type, tags }) =>
    holdsWords(
      [name, account_name, marketplace, instance_id, instance_type, ...tags, ...brandsOf(id).map((b) => b.name)].join(
        " ",
      ),
      text,
    ),
  );
  const there = all.filter(({ id }) => picked.has(id));
  useActions([
    {
      word: "Ask Amazon for instances",
      disabled: refresh.isPending,
      run: () => refresh.mutate(profiles.map(({ id }) => id)),
    },
  ]);
  return (
    <section className="pane flex-1" aria-label="List of instances">
      <header className="place-head">
        <h1>Instances</h1>
        {all.length > 0 && <span className="num cut text-hint">{plural(all.length, "instance")}</span>}
        <span className="flex-1" />
        {sides}
        <Refresh profiles={profiles} busy={refresh.isPending} onGo={refresh.mutate} />
      </header>
      {there.length > 0 ? (
        <Several picked={there} all={all} onNone={() => setPicked(NONE)} />
      ) : (
        <div className="filter-bar">
          <SearchField
            className="w-72!"
            label="Find instances"
            placeholder="Name, account, marketplace, tag or brand"
            value={text}
            onChange={setText}
          />
          <span className="flex-1" />
          {shown.length < all.length && (
            <span className="num text-t12 text-hint" role="status">
              {formatNumber(shown.length)} of {formatNumber(all.length)}
            </span>
          )}
        </div>
      )}
      <div ref={scroll} className="scroll">
        <Answer of={instances} loading={<SkeletonRows rows={14} />}>
          {() =>
            all.length === 0 ? (
              <Empty
                title="No instances yet"
                why={profiles.find(({ message }) => message)?.message ?? "Amazon listed none for these profiles."}
              >
                <Button disabled={refresh.isPending} onClick={() => refresh.mutate(profiles.map(({ id }) => id))}>
                  {refresh.isPending ? "Asking" : "Ask Amazon again"}
                </Button>
              </Empty>
            ) : shown.length === 0 ? (
              <Empty title="No instance like that" why={`${plural(all.length, "instance")} in all.`}>
                <Button onClick={() => setText("")}>Clear the search</Button>
              </Empty>
            ) : (
              <InstanceTable instances={shown} brandsOf={brandsOf} picked={picked} scroll={scroll} onPick={setPicked} />
            )
          }
        </Answer>
      </div>
    </section>
  );
}

interface SeveralProps {
  picked: Instance[];
  all: Instance[];
  onNone: () => void;
}

/** What can be done with several instances, in the place of the search. */
function Several({ picked, all, onNone }: SeveralProps) {
  const tag = useTagInstances();
  const [tagging, setTagging] = useState(false);
  return (
    <div className="filter-bar" role="toolbar" aria-label="Several instances">
      <span className="num whitespace-nowrap font-medium">{formatNumber(picked.length)} picked</span>
      <span className="flex-1" />
      <Button size="s" onClick={() => setTagging(true)}>
        <Tags size={14} aria-hidden />
        Tag…
      </Button>
      <IconButton label="Pick none" onClick={onNone}>
        <X size={14} aria-hidden />
      </IconButton>
      <TagDialog
        ids={picked.map(({ id }) => id)}
        noun="instance"
        stays="Other tags of these instances stay. Tags are never sent to Amazon."
        known={tagsOf(all)}
        had={tagsOf(picked)}
        open={tagging}
        tag={tag}
        onClose={() => setTagging(false)}
      />
    </div>
  );
}

interface RefreshProps {
  profiles: Profile[];
  busy: boolean;
  onGo: (profiles: string[]) => void;
}

/** Asks Amazon anew: of the one profile, or of one or all of several. */
function Refresh({ profiles, busy, onGo }: RefreshProps) {
  const ids = profiles.map(({ id }) => id);
  const several = profiles.length > 1;
  const button = (
    <Button disabled={busy || ids.length === 0} onClick={several ? undefined : () => onGo(ids)}>
      <RefreshCw size={14} aria-hidden />
      {busy ? "Asking Amazon" : "Ask Amazon"}
      {several && <ChevronDown size={14} aria-hidden />}
    </Button>
  );
  if (!several) return button;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>{button}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Item className="menu-item" onSelect={() => onGo(ids)}>
            All profiles
          </Menu.Item>
          <Menu.Separator className="menu-cut" />
          {profiles.map(({ id, name }) => (
            <Menu.Item key={id} className="menu-item" onSelect={() => onGo([id])}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
