import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { Choice, TextField } from "@/features/schedule/form/fields";
import { api, asAppError, type RecipientKind } from "@/ipc";
import { queries } from "@/ipc/queries";
import { KINDS, recipientFault } from "./words";

const WHERE: Record<RecipientKind, string> = {
  email: "By the mail server below.",
  slack: "In Slack: Apps, Incoming Webhooks, Add to a channel. Copy the address that it shows.",
  teams: "In Teams: the channel's Workflows, “Post to a channel when a webhook request is received”. Copy the address.",
  json: "Any service that takes a POST with JSON. With a secret, the header recomamp-signature carries an HMAC-SHA-256.",
};

/** A recipient that is being written. The address of a webhook is a secret and is not shown. */
export function NewRecipient({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<RecipientKind>("email");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const fault = recipientFault(kind, name, address);
  const add = useMutation({
    mutationFn: () =>
      api.addRecipient({ kind, name, address, signing_secret: kind === "json" && secret ? secret : null }),
    onSuccess: async () => {
      await client.invalidateQueries(queries.recipients());
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!fault) add.mutate();
  };
  return (
    <form aria-label="New recipient" className="grid max-w-[560px] grid-cols-2 gap-3" noValidate onSubmit={submit}>
      <Choice label="How" value={kind} options={KINDS} onChange={setKind} />
      <TextField label="Name" value={name} onChange={setName} maxLength={100} />
      <TextField
        wrap="col-span-2"
        label={kind === "email" ? "E-mail address" : "Address of the webhook"}
        {...(kind !== "email" && { hint: "goes into the keychain" })}
        type={kind === "email" ? "email" : "password"}
        value={address}
        onChange={setAddress}
      />
      {kind === "json" && (
        <TextField
          wrap="col-span-2"
          label="Signing secret"
          hint="optional"
          type="password"
          value={secret}
          onChange={setSecret}
        />
      )}
      <p className="hint col-span-2">{WHERE[kind]}</p>
      {tried && fault && (
        <p role="alert" className="wrong col-span-2">
          {fault}
        </p>
      )}
      {add.isError && (
        <div className="col-span-2">
          <Problem error={asAppError(add.error)} />
        </div>
      )}
      <div className="col-span-2 flex gap-2">
        <Button look="primary" type="submit" disabled={add.isPending}>
          Add
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
