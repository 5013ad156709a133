//! The service that hosts talk to, and the one that sends.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use super::body::Story;
use super::model::{Hook, MailServer, MailServerInput, Recipient, RecipientInput, RecipientKind};
use super::rows::{self, Fate, Target, Waiting};
use super::{address, mail, webhook};
use crate::notice::Noted;
use crate::profile::secret::{Patience, SecretEntry, SecretStore};
use crate::schedule::Schedules;
use crate::service::{Clock, Event, Events, ServiceContext, Supervisor};
use crate::store::Store;
use crate::{Error, Result};

/// How often it looks whatever happens.
const TICK: Duration = Duration::from_secs(47);
/// Slots that end within this time of each other are written down together.
const BURST: Duration = Duration::from_millis(500);
/// While nothing is to be told, up to when that is so is written down no more often, in milliseconds.
const STAMP_EVERY: i64 = 40_000;
/// Pauses before a message is tried again; after the last it has failed.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(3600),
    Duration::from_secs(4 * 3600),
];
/// So that a mistake in an instant cannot become a busy loop.
const SHORTEST: Duration = Duration::from_millis(200);
/// Recipients there may be.
const MOST_RECIPIENTS: usize = 200;

/// What messages stand on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) supervisor: Supervisor,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) schedules: Schedules,
    /// Whether a webhook may lead to this computer, for tests.
    pub(crate) loopback: bool,
}

/// Recipients and what is told to them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Messages {
    parts: Arc<Parts>,
    client: reqwest::Client,
    wake: Arc<Notify>,
}

impl Messages {
    pub(crate) fn new(parts: Parts) -> Result<Self> {
        let client = webhook::client(parts.loopback).map_err(|_| Error::internal("no web client can be made"))?;
        Ok(Self { parts: Arc::new(parts), client, wake: Arc::default() })
    }

    /// All recipients, by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn recipients(&self) -> Result<Vec<Recipient>> {
        rows::recipients(self.parts.store.reader()).await
    }

    /// Keeps a new recipient; its id. The address of a webhook goes into the keychain.
    ///
    /// # Errors
    /// `invalid` for the name, `message.address`, `keychain.*`, `store.*`. Nothing is kept then.
    pub async fn add_recipient(&self, input: RecipientInput) -> Result<String> {
        let name = input.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Error::invalid("A recipient needs a name of at most 100 characters.").next("Give it a name."));
        }
        if self.recipients().await?.len() >= MOST_RECIPIENTS {
            return Err(
                Error::invalid(format!("There may be at most {MOST_RECIPIENTS} recipients.")).next("Delete some.")
            );
        }
        let id = Uuid::now_v7().to_string();
        let text = input.address.expose_secret().trim();
        let shown = match input.kind {
            RecipientKind::Email => mail::address(text)?.to_string(),
            _ => {
                let url = address::check(text, self.parts.loopback)?;
                let signing_secret = input.signing_secret.as_ref().map(|secret| secret.expose_secret().to_owned());
                let hook =
                    Hook { url: url.to_string(), signing_secret: signing_secret.filter(|secret| !secret.is_empty()) };
                let kept = serde_json::to_string(&hook).map_err(|_| Error::internal("a webhook cannot be written"))?;
                self.parts
                    .secrets
                    .put(&SecretEntry::recipient(&id), &SecretString::from(kept), Patience::Person)
                    .await?;
                url.host_str().unwrap_or_default().to_owned()
            }
        };
        let target = Target { id: id.clone(), kind: input.kind, address: shown };
        rows::insert(&self.parts.store, target, name, self.parts.clock.now_millis()).await?;
        self.changed();
        Ok(id)
    }

    /// Deletes a recipient. What waits for it is not sent any more; schedules that name it tell it nothing.
    ///
    /// # Errors
    /// `not_found`, `keychain.*`, `store.*`.
    pub async fn delete_recipient(&self, id: &str) -> Result<()> {
        let target = rows::target(self.parts.store.reader(), id).await?;
        if target.kind != RecipientKind::Email {
            self.parts.secrets.delete(&SecretEntry::recipient(id), Patience::Person).await?;
        }
        rows::delete(&self.parts.store, id, self.parts.clock.now_millis()).await?;
        self.changed();
        Ok(())
    }

    /// Sends a test to a recipient and waits until it is there.
    ///
    /// # Errors
    /// `not_found`, `message.*`, `keychain.*`, `store.*`.
    pub async fn test_recipient(&self, id: &str) -> Result<()> {
        let target = rows::target(self.parts.store.reader(), id).await?;
        self.send(&target, &Story::test(), Patience::Person).await
    }

    /// The mail server; `None` before a person has written one.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn mail_server(&self) -> Result<Option<MailServer>> {
        rows::mail_server(self.parts.store.reader()).await
    }

    /// Keeps the mail server; its password goes into the keychain.
    ///
    /// # Errors
    /// `invalid`, `message.address`, `keychain.*`, `store.*`.
    pub async fn set_mail_server(&self, input: MailServerInput) -> Result<()> {
        mail::check(&input.server)?;
        let kept = self.mail_server().await?;
        let same = kept.is_some_and(|kept| kept.host == input.server.host && kept.user == input.server.user);
        if input.password.is_none() && !input.server.user.is_empty() && !same {
            // The password of one server is not to be shown to another.
            return Err(Error::invalid("This server and user need their own password.").next("Type the password."));
        }
        if let Some(password) = &input.password {
            self.parts.secrets.put(&SecretEntry::mail_password(), password, Patience::Person).await?;
        }
        rows::set_mail_server(&self.parts.store, &input.server).await?;
        self.changed();
        Ok(())
    }

    /// Starts writing down and sending; once, in hosts that stay.
    pub async fn start(&self) {
        let this = self.clone();
        self.parts.supervisor.spawn("messages", TICK, move |context| this.clone().work(context));
    }

    async fn work(self, context: ServiceContext) -> Result<()> {
        let mut events = self.parts.events.subscribe();
        loop {
            self.step().await?;
            let now = self.parts.clock.now_millis();
            let next = rows::next_due(self.parts.store.reader(), now).await?;
            let pause = next.and_then(|at| u64::try_from(at - now).ok()).map_or(TICK, Duration::from_millis);
            let going_on = tokio::select! {
                biased;
                going_on = context.wait(pause.clamp(SHORTEST, TICK)) => going_on,
                () = self.wake.notified() => true,
                () = runs_changed(&mut events) => context.wait(BURST).await,
            };
            if !going_on {
                return Ok(());
            }
        }
    }

    /// Writes down what has happened, and sends what is due.
    ///
    /// # Errors
    /// `store.*`; what was done is kept.
    #[doc(hidden)]
    pub async fn step(&self) -> Result<()> {
        let (store, reader) = (&self.parts.store, self.parts.store.reader());
        let now = self.parts.clock.now_millis();
        let told_up_to = rows::told_up_to(reader).await?;
        let (told, noted) = match told_up_to {
            // The first time there is nothing to make up for. A stamp in the future is a clock's mistake.
            Some(since) if since <= now => {
                let told = self.parts.schedules.told_since(since).await?;
                let mut noted: Vec<Noted> = told.iter().map(Noted::of).collect();
                noted.extend(self.parts.schedules.noted_since(since).await?);
                (told, noted)
            }
            _ => (Vec::new(), Vec::new()),
        };
        let idle = told.is_empty() && noted.is_empty();
        let lately = told_up_to.is_some_and(|since| (0..STAMP_EVERY).contains(&(now - since)));
        if !(idle && lately) && rows::tell(store, told, noted, now, now).await? {
            self.parts.events.send(Event::NoticesChanged);
        }
        for waiting in rows::due(reader, now).await? {
            let outcome = self.send(&waiting.target, &waiting.story, Patience::Background).await;
            let now = self.parts.clock.now_millis();
            rows::settle(store, waiting.id.clone(), fate(&waiting, outcome, now), now).await?;
            self.changed();
        }
        Ok(())
    }

    async fn send(&self, target: &Target, story: &Story, patience: Patience) -> Result<()> {
        let secrets = &self.parts.secrets;
        if target.kind == RecipientKind::Email {
            let server = rows::mail_server(self.parts.store.reader()).await?.ok_or_else(|| {
                Error::new("message.no_server", "No mail server is set up.").next("Set one up in Settings, Messages.")
            })?;
            let password = match server.user.is_empty() {
                true => None,
                false => secrets.get(&SecretEntry::mail_password(), patience).await?,
            };
            return mail::send(&server, password.as_ref(), &target.address, story).await;
        }
        let kept = secrets.get(&SecretEntry::recipient(&target.id), patience).await?;
        let hook: Option<Hook> = kept.and_then(|kept| serde_json::from_str(kept.expose_secret()).ok());
        let hook = hook.ok_or_else(|| {
            Error::new("message.no_address", "The keychain does not hold the address of this webhook any more.")
                .next("Delete the recipient and add it anew.")
        })?;
        let body = match target.kind {
            RecipientKind::Slack => story.slack(),
            RecipientKind::Teams => story.teams(),
            RecipientKind::Json | RecipientKind::Email => story.json(),
        };
        webhook::send(&self.client, &hook, &body, self.parts.clock.now().timestamp()).await
    }

    fn changed(&self) {
        self.parts.events.send(Event::RecipientsChanged);
        self.wake.notify_one();
    }
}

/// What follows from a try.
fn fate(waiting: &Waiting, outcome: Result<()>, now: i64) -> Fate {
    let Err(error) = outcome else { return Fate::Sent };
    let tries = usize::try_from(waiting.tries).unwrap_or(usize::MAX);
    let may_pass = matches!(&*error.code, "message.network" | "message.busy" | "message.no_server")
        || error.code.starts_with("keychain.");
    match PAUSES.get(tries).filter(|_| may_pass) {
        Some(pause) => {
            let not_before = now + i64::try_from(pause.as_millis()).unwrap_or(0);
            Fate::Again { not_before, error }
        }
        None => Fate::Failed(error),
    }
}

/// Waits for a change of a schedule. Having missed some is a change too.
async fn runs_changed(events: &mut broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::SchedulesChanged { .. } | Event::ExecutionsChanged { .. }) | Err(RecvError::Lagged(_)) => {
                // One look sees all that has happened so far.
                while events.try_recv().is_ok() {}
                return;
            }
            Ok(_) => {}
            // The sender lives as long as the service.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
