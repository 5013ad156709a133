import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { Choice, TextField } from "@/features/schedule/form/fields";
import { api, asAppError, type MailServer } from "@/ipc";
import { queries } from "@/ipc/queries";
import { SECURITIES } from "./words";

const NEW: MailServer = { host: "", port: 465, security: "tls", user: "", from: "" };

/** The server that mails go by: told in a line until it is to be changed. `needed`: a recipient has no other way. */
export function MailServerForm({ needed }: { needed: boolean }) {
  const kept = useQuery(queries.mailServer());
  const [writing, setWriting] = useState(false);
  if (kept.isPending) return null;
  const server = kept.data ?? null;
  if (writing) return <Fields kept={server} onClose={() => setWriting(false)} />;
  return (
    <div className="flex items-center gap-3">
      <p className={server || !needed ? "text-label" : "text-amber"}>
        {server
          ? `Mail goes by ${server.host}:${server.port}${server.user ? ` as ${server.user}` : ""}, from ${server.from}.`
          : needed
            ? "Mails need a server: none is set up yet, so that they wait."
            : "No mail server is set up."}
      </p>
      <Button look="quiet" size="s" onClick={() => setWriting(true)}>
        {server ? "Change" : "Set up a mail server"}
      </Button>
    </div>
  );
}

function Fields({ kept, onClose }: { kept: MailServer | null; onClose: () => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const [server, setServer] = useState<MailServer>(kept ?? NEW);
  const [port, setPort] = useState(String(server.port));
  const [password, setPassword] = useState("");
  const change = (part: Partial<MailServer>) => setServer({ ...server, ...part });
  const number = Number(port);
  const wrongPort = !Number.isInteger(number) || number < 1 || number > 65_535;
  const save = useMutation({
    mutationFn: () => api.setMailServer({ server: { ...server, port: number }, password: password || null }),
    onSuccess: async () => {
      await client.invalidateQueries(queries.mailServer());
      toast.show({ text: `Mail goes by ${server.host}` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrongPort) save.mutate();
  };
  return (
    <form aria-label="Mail server" className="grid max-w-[560px] grid-cols-2 gap-3" noValidate onSubmit={submit}>
      <TextField
        label="Mail server"
        placeholder="smtp.example.org"
        value={server.host}
        onChange={(host) => change({ host })}
      />
      <div className="grid grid-cols-[minmax(0,1fr)_88px] gap-3">
        <Choice
          label="Protection"
          value={server.security}
          options={SECURITIES}
          onChange={(security) => {
            change({ security });
            setPort(String(SECURITIES.find(({ value }) => value === security)?.port ?? 465));
          }}
        />
        <TextField
          label="Port"
          inputMode="numeric"
          value={port}
          fault={wrongPort ? "1 to 65535" : undefined}
          onChange={setPort}
        />
      </div>
      <TextField label="User" hint="if it asks for one" value={server.user} onChange={(user) => change({ user })} />
      <TextField
        label="Password"
        hint={kept?.user ? "empty keeps the old one" : "goes into the keychain"}
        type="password"
        value={password}
        onChange={setPassword}
      />
      <TextField
        wrap="col-span-2"
        label="Mails come from"
        placeholder="reports@example.org"
        value={server.from}
        onChange={(from) => change({ from })}
      />
      {save.isError && (
        <div className="col-span-2">
          <Problem error={asAppError(save.error)} />
        </div>
      )}
      <div className="col-span-2 flex gap-2">
        <Button look="primary" type="submit" disabled={save.isPending}>
          Save
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
