import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { NEW } from "@/components/drafts";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { holdsWords, SearchField } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import { queries } from "@/ipc/queries";
import { BrandForm } from "./BrandForm";
import { BrandList } from "./BrandList";
import { emptyDraft, ofBrand, textOf } from "./draft";
import { InstancesView } from "./InstancesView";

const SIDES = [
  { value: "brands" as const, word: "Brands" },
  { value: "instances" as const, word: "Instances" },
];

/** What queries are about and where they run: brands with their products and campaigns, and instances. */
export function BrandsPlace() {
  const path = useLocation({ select: (location) => location.pathname });
  const navigate = useNavigate();
  const side = path === "/brands/instances" ? "instances" : "brands";
  const sides = (
    <Segments
      label="Brands or instances"
      value={side}
      options={SIDES}
      onChange={(next) => void navigate({ to: next === "brands" ? "/brands" : "/brands/instances" })}
    />
  );
  return (
    <main className="place">
      {side === "instances" ? <InstancesView sides={sides} /> : <Brands path={path} sides={sides} />}
    </main>
  );
}

function Brands({ path, sides }: { path: string; sides: React.ReactNode }) {
  const { id } = useParams({ strict: false });
  const navigate = useNavigate();
  const brands = useQuery(queries.brands());
  const [text, setText] = useState("");
  const writing = path === "/brands/new";
  const all = brands.data ?? [];
  const shown = text.trim() === "" ? all : all.filter((brand) => holdsWords(textOf(brand), text));
  const chosen = writing ? undefined : id === undefined ? all[0] : all.find((brand) => brand.id === id);
  const open = useCallback((next: string) => void navigate({ to: "/brands/$id", params: { id: next } }), [navigate]);
  const write = () => void navigate({ to: "/brands/new" });
  useActions([{ word: "New brand", run: write }]);
  return (
    <div className="panes workflow-panes">
      <section className="pane" aria-label="List of brands">
        <header className="place-head workflow-head">
          <h1>Brands</h1>
          {all.length > 0 && <span className="num cut text-hint">{plural(all.length, "brand")}</span>}
          <span className="flex-1" />
          {sides}
          <Button onClick={write}>
            <Plus size={14} aria-hidden />
            <span className="head-word">New brand</span>
          </Button>
        </header>
        <div className="filter-bar">
          <SearchField
            className="w-60!"
            label="Find brands"
            placeholder="Name, tag, ASIN, title or campaign"
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
        <Answer of={brands} loading={<SkeletonRows rows={12} height={44} />}>
          {() =>
            all.length === 0 ? (
              <Empty
                title="No brand yet"
                why="A brand says what belongs together: instances, ASINs, campaigns, and the values that its queries begin with. Lists of parameters are filled from it."
              >
                <Button look="primary" onClick={write}>
                  New brand
                </Button>
              </Empty>
            ) : shown.length === 0 ? (
              <Empty title="No brand like that" why={`${plural(all.length, "brand")} in all.`}>
                <Button onClick={() => setText("")}>Clear the search</Button>
              </Empty>
            ) : (
              <BrandList brands={shown} chosen={chosen?.id ?? null} onOpen={open} />
            )
          }
        </Answer>
      </section>
      {writing ? (
        <BrandForm key={NEW} kept={emptyDraft()} onClose={() => void navigate({ to: "/brands" })} onSaved={open} />
      ) : chosen ? (
        <BrandForm key={chosen.id} brand={chosen} kept={ofBrand(chosen)} />
      ) : (
        <section className="pane pane-grey" aria-label="Brand">
          {brands.data &&
            (id === undefined ? (
              <Empty title="No brand chosen" why="Its instances, values, products and campaigns show here." />
            ) : (
              <Empty title="This brand is not there any more" why="It was deleted. The others are in the list." />
            ))}
        </section>
      )}
    </div>
  );
}
