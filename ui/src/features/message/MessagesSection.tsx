import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { formatExact, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useToast } from "@/components/Toast";
import { Section } from "@/features/settings/Section";
import { api, type Recipient } from "@/ipc";
import { queries } from "@/ipc/queries";
import { MailServerForm } from "./MailServerForm";
import { NewRecipient } from "./NewRecipient";
import { KIND_ICONS, kindWord } from "./words";

/** Whom schedules may tell besides the desktop, and the server that mails go by. */
export function MessagesSection() {
  const recipients = useQuery(queries.recipients());
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Messages"
      about="Whom schedules tell of their slots besides this desktop. Each schedule chooses in its last step. Messages hold names, dates and reasons, never rows."
    >
      <Answer of={recipients} inset="" loading={<SkeletonRows rows={3} height={32} />}>
        {(all) =>
          all.length === 0 ? (
            <p className="text-label">Nobody yet.</p>
          ) : (
            <ul aria-label="Recipients">
              {all.map((one) => (
                <Line key={one.id} recipient={one} />
              ))}
            </ul>
          )
        }
      </Answer>
      {adding ? (
        <NewRecipient onClose={() => setAdding(false)} />
      ) : (
        <div>
          <Button onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden />
            Add a recipient
          </Button>
        </div>
      )}
      <MailServerForm needed={recipients.data?.some(({ kind }) => kind === "email") ?? false} />
    </Section>
  );
}

function Line({ recipient }: { recipient: Recipient }) {
  const { id, kind, name, address, schedules, waiting, last_sent_at, problem } = recipient;
  const client = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const onSettled = () => client.invalidateQueries(queries.recipients());
  const test = useMutation({
    mutationFn: () => api.testRecipient(id),
    onSuccess: () => toast.show({ text: `A test was sent to ${name}` }),
    onError: toast.fail,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: () => api.deleteRecipient(id),
    onSuccess: () => toast.show({ text: `${name} deleted` }),
    onError: toast.fail,
    onSettled,
  });
  const Icon = KIND_ICONS[kind];
  const told =
    schedules === 0
      ? "no schedule tells it"
      : `${plural(schedules, "schedule")} ${schedules === 1 ? "tells" : "tell"} it`;
  return (
    <li className="flex items-start gap-3 border-b border-line py-2">
      <Icon size={16} className="mt-0.5 flex-none text-label" aria-label={kindWord(kind)} role="img" />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 gap-2">
          <span className="cut font-medium">{name}</span>
          <span className="cut text-label">{address}</span>
        </p>
        <p className="text-t12 text-hint">
          {told}
          {last_sent_at !== null && (
            <span title={formatExact(last_sent_at)}>, last told {formatWhen(last_sent_at, Date.now())}</span>
          )}
          {waiting > 0 && `, ${plural(waiting, "message")} waiting`}
        </p>
        {problem && (
          <p className="text-t12 text-amber">
            {problem.message} {problem.next_step}
          </p>
        )}
      </div>
      <Button look="quiet" size="s" disabled={test.isPending} onClick={() => test.mutate()}>
        <Send size={14} aria-hidden />
        {test.isPending ? "Sending" : "Send a test"}
      </Button>
      <IconButton label={`Delete ${name}`} disabled={remove.isPending} onClick={() => setAsking(true)}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
      <Confirm
        open={asking}
        danger
        title={`Delete ${name}?`}
        keep="Keep it"
        go="Delete it"
        onKeep={() => setAsking(false)}
        onGo={() => {
          setAsking(false);
          remove.mutate();
        }}
      >
        Its address goes from the keychain, so that this cannot be undone. Messages that wait for it are not sent
        {schedules > 0 ? `, and ${plural(schedules, "schedule")} will tell it nothing more` : ""}.
      </Confirm>
    </li>
  );
}
