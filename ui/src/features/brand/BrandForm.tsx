import { Trash2, X } from "lucide-react";
import { useId, useState } from "react";
import { useActions } from "@/app/actions";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { NEW } from "@/components/drafts";
import { formatDayYear, formatExact } from "@/components/format";
import { Problem } from "@/components/Problem";
import { InstancePicker } from "@/features/query/InstancePicker";
import { ListField } from "@/features/query/ListField";
import { TextField } from "@/features/schedule/form/fields";
import { asAppError, type Brand } from "@/ipc";
import { useRemove, useSave } from "./changes";
import { begin, changeDraft, type Draft, dropDraft, faultOf, getDraft, isChanged, useDraft } from "./draft";
import { ProductsField } from "./ProductsField";
import { ValueRows } from "./ValueRows";

interface FormProps {
  /** The brand that is changed; none for a new one. */
  brand?: Brand;
  /** What is kept of it, as the form shows it. */
  kept: Draft;
  onClose?: () => void;
  onSaved?: (id: string) => void;
}

/** A brand with everything that is said of it, to be read and changed in one place. What is not saved stays here while one looks elsewhere. */
export function BrandForm({ brand, kept, onClose, onSaved }: FormProps) {
  const key = brand?.id ?? NEW;
  const written = useDraft(key);
  const draft = written ?? kept;
  const changed = written !== null && isChanged(key);
  const change = (next: Partial<Draft>) => {
    if (!getDraft(key)) begin(key, kept);
    changeDraft(key, next);
  };
  const [leaving, setLeaving] = useState(false);
  // What was never written is not told to be wrong yet.
  const [tried, setTried] = useState(brand !== undefined);
  const save = useSave(key, (id) => onSaved?.(id));
  const remove = useRemove();
  const fault = faultOf(draft);
  const drop = () => {
    setLeaving(false);
    save.reset();
    dropDraft(key);
    onClose?.();
  };
  const go = () => {
    setTried(true);
    if (fault === null) save.mutate(draft);
  };
  useActions([
    { word: "Save the brand", disabled: !changed || save.isPending, run: go },
    ...(brand ? [{ word: "Delete the brand", disabled: remove.isPending, run: () => remove.mutate(brand) }] : []),
  ]);
  return (
    <section className="pane pane-grey" aria-label={brand ? "Brand" : "New brand"}>
      <div className="place-head pl-5!">
        <h2 className="cut text-t14 font-strong">{brand ? brand.name : "New brand"}</h2>
        {brand && (
          <span className="cut text-hint" title={formatExact(brand.changed_at)}>
            saved {formatDayYear(brand.changed_at)}
          </span>
        )}
        <span className="flex-1" />
        {brand ? (
          <Button look="quiet" size="s" disabled={remove.isPending} onClick={() => remove.mutate(brand)}>
            <Trash2 size={14} aria-hidden />
            Delete
          </Button>
        ) : (
          <IconButton label="Close" onClick={() => (changed ? setLeaving(true) : drop())}>
            <X size={14} aria-hidden />
          </IconButton>
        )}
      </div>
      <div className="detail">
        <div className="schedule-form brand-form">
          <TextField
            label="Name"
            wrap="col-span-2"
            placeholder="Such as Kestrel Outdoor"
            value={draft.name}
            fault={tried && draft.name.trim() === "" ? "A name is needed" : undefined}
            onChange={(name) => change({ name })}
          />
          <TextField
            label="Tag"
            hint="short, if any"
            maxLength={12}
            placeholder="Such as KES"
            value={draft.tag}
            onChange={(tag) => change({ tag })}
          />
          <InstancePicker chosen={draft.instance_ids} onChange={(instance_ids) => change({ instance_ids })} />
          <ValueRows rows={draft.values} tried={tried} onChange={(values) => change({ values })} />
          <ProductsField products={draft.products} onChange={(products) => change({ products })} />
          <Names
            label="Campaigns"
            hint="names as Amazon has them"
            text={draft.campaigns}
            onChange={(campaigns) => change({ campaigns })}
          />
          <Names
            label="Campaign patterns"
            hint="% stands for any text"
            text={draft.patterns}
            onChange={(patterns) => change({ patterns })}
          />
        </div>
      </div>
      {save.isError && (
        <div className="px-5 pb-3">
          <Problem error={asAppError(save.error)} about="What you wrote is kept here." />
        </div>
      )}
      <div className="pane-foot pr-5! pl-5!">
        <p className="hint min-w-0 flex-1 text-right">
          {changed && tried && fault !== null ? `${fault}.` : changed ? "kept here until you save" : ""}
        </p>
        {brand && changed && (
          <Button disabled={save.isPending} onClick={() => setLeaving(true)}>
            Discard
          </Button>
        )}
        <Button
          look="primary"
          disabled={save.isPending || (brand !== undefined && !changed) || (tried && fault !== null)}
          onClick={go}
        >
          {save.isPending ? "Saving" : "Save brand"}
        </Button>
      </div>
      <Confirm
        open={leaving}
        title={brand ? "Discard these changes?" : "Leave this brand unsaved?"}
        keep="Go on writing"
        go={brand ? "Discard them" : "Discard it"}
        danger
        onKeep={() => setLeaving(false)}
        onGo={drop}
      >
        {brand ? "The brand stays as it was saved last." : "What you wrote goes."}
      </Confirm>
    </section>
  );
}

interface NamesProps {
  label: string;
  hint: string;
  text: string;
  onChange: (text: string) => void;
}

/** A list of names. */
function Names({ label, hint, text, onChange }: NamesProps) {
  const id = useId();
  return (
    <section className="part" aria-label={label}>
      <div className="part-head">
        <h2>
          <label htmlFor={id}>{label}</label>
        </h2>
        <span className="text-hint">{hint}</span>
      </div>
      <ListField
        id={id}
        name={label}
        text={text}
        describedBy={undefined}
        invalid={false}
        onChange={onChange}
        onLeave={() => undefined}
      />
    </section>
  );
}
