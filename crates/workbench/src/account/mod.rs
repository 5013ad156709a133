//! Accounts and instances: discovered at Amazon, kept in the database, marked when they vanish.

mod marketplace;
mod store;

use std::sync::Arc;
use std::time::Duration;

use amc_client::{AccountScope, AmcError, InstanceId};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::profile::Profiles;
use crate::service::{Clock, Event, Events, ServiceContext};
use crate::store::Store;
use crate::workflow::tags;
use crate::{Error, Result};

pub use marketplace::Marketplace;

/// How often discovery says that it is alive: reading the instances of many accounts takes minutes when Amazon asks for pauses.
pub(crate) const DISCOVERY_TICK: Duration = Duration::from_secs(20 * 60);

/// Whose tags they are, in refusals.
const OWNER: &str = "An instance";
/// Instances that are tagged at once.
const MOST_TAGGED: usize = 1_000;

/// An AMC instance as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Instance {
    /// Our id.
    pub id: String,
    /// Amazon's id.
    pub instance_id: String,
    /// Its name.
    pub name: String,
    /// The profile that reaches it.
    pub profile_id: String,
    /// Amazon's id of the account, `ENTITY…`.
    pub account_id: String,
    /// The account's name.
    pub account_name: String,
    /// Amazon's id of the marketplace.
    pub marketplace_id: String,
    /// Country code of the marketplace, such as `US`; the marketplace's id when it is not known.
    pub marketplace: String,
    /// Currency of the marketplace, such as `USD`; empty when it is not known.
    pub currency: String,
    /// `STANDARD`, `SANDBOX` or what Amazon adds.
    pub instance_type: String,
    /// `COMPLETED` when it can be used.
    pub creation_status: String,
    /// Whether it holds Amazon DSP data.
    pub has_dsp: bool,
    /// Whether it holds sponsored ads data.
    pub has_sponsored_ads: bool,
    /// When Amazon last named it, in UTC milliseconds.
    #[specta(type = Number)]
    pub refreshed_at: i64,
    /// The person's own tags, in order.
    pub tags: Vec<String>,
}

/// An instance with what a call to Amazon needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceRef {
    /// The instance.
    pub instance: Instance,
    /// The pair of headers its calls carry.
    pub scope: AccountScope,
    /// Amazon's id, typed.
    pub instance_id: InstanceId,
    /// Whether Amazon did not name it any more at the last refresh.
    pub vanished: bool,
}

/// Accounts and instances. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    store: Store,
    clock: Arc<dyn Clock>,
    events: Events,
    profiles: Profiles,
}

impl Accounts {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, events: Events, profiles: Profiles) -> Self {
        Self { store, clock, events, profiles }
    }

    /// All instances of all profiles that Amazon still names, by account and name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn instances(&self) -> Result<Vec<Instance>> {
        let found = store::all(self.store.reader()).await?;
        Ok(found.into_iter().filter(|found| !found.vanished).map(|found| found.instance).collect())
    }

    /// One instance by our id, also one that has vanished since: old executions refer to it.
    ///
    /// # Errors
    /// `not_found`; `store.*`.
    pub async fn instance(&self, id: &str) -> Result<InstanceRef> {
        store::one(self.store.reader(), id).await
    }

    /// Gives tags to instances and takes tags from them; of both, the tag stays.
    ///
    /// # Errors
    /// `invalid` for a tag that cannot be kept or more than 1,000 instances; `not_found`; `store.*`. Nothing is changed then.
    pub async fn tag(&self, ids: Vec<String>, add: Vec<String>, remove: Vec<String>) -> Result<()> {
        if ids.len() > MOST_TAGGED {
            return Err(
                Error::invalid(format!("At most {MOST_TAGGED} instances are tagged at once.")).next("Pick fewer.")
            );
        }
        let add = tags(add, OWNER)?;
        let remove: Vec<String> = remove.iter().map(|tag| tag.trim().to_lowercase()).collect();
        let change = move |mut own: Vec<String>| {
            own.retain(|tag| !remove.contains(&tag.to_lowercase()));
            own.extend(add.iter().cloned());
            tags(own, OWNER)
        };
        store::change_tags(&self.store, ids, change).await?;
        self.events.send(Event::InstancesChanged);
        Ok(())
    }

    /// Asks Amazon which accounts and instances a profile reaches and keeps the answer. What Amazon does not name any more
    /// is marked, not deleted. An account that Amazon does not open to this user stays as it is known and keeps no other from
    /// being read; apart from that nothing changes unless all answers came.
    ///
    /// # Errors
    /// `auth.*`, `amc.*`, also when no account is open; `store.*`.
    pub async fn refresh(&self, profile_id: &str) -> Result<Vec<Instance>> {
        let outcome = self.discover(profile_id).await;
        let note = match &outcome {
            Ok((_, 0)) => None,
            Ok((_, 1)) => Some("Amazon does not open one of its accounts to this user.".to_owned()),
            Ok((_, closed)) => Some(format!("Amazon does not open {closed} of its accounts to this user.")),
            Err(error) => Some(format!("Its instances could not be read. {}", error.message)),
        };
        self.profiles.note(profile_id, note).await;
        outcome.map(|(instances, _)| instances)
    }

    /// Reads the instances of each profile that has just signed in.
    pub(crate) async fn read_newly_signed_in(self, context: ServiceContext) -> Result<()> {
        let wishes = self.profiles.newly_signed_in();
        loop {
            let wish = tokio::select! {
                going_on = context.wait(DISCOVERY_TICK) => if going_on { continue } else { return Ok(()) },
                next = wishes.next() => next,
            };
            let refreshed = tokio::select! {
                () = context.cancel.cancelled() => return Ok(()),
                refreshed = self.refresh(&wish.id) => refreshed,
            };
            wishes.granted(&wish);
            if let Err(error) = refreshed {
                tracing::warn!(code = %error.code, "instances were not discovered after signing in");
            }
        }
    }

    /// The instances of a profile, and how many of its accounts are not open to its user.
    async fn discover(&self, profile_id: &str) -> Result<(Vec<Instance>, usize)> {
        let client = self.profiles.client_for(profile_id).await?;
        let mut found = Vec::new();
        let (mut refused, mut closed) = (None, 0);
        for account in client.accounts().await? {
            match client.instances(&account.scope()).await {
                Ok(instances) => found.push((account, Some(instances))),
                Err(error @ (AmcError::Forbidden { .. } | AmcError::TermsNotAccepted { .. })) => {
                    let error = Error::from(error);
                    tracing::warn!(code = %error.code, "an account is not open to this user");
                    refused = Some(error);
                    closed += 1;
                    found.push((account, None));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(error) = refused.filter(|_| found.iter().all(|(_, instances)| instances.is_none())) {
            return Err(error);
        }
        store::keep(&self.store, profile_id, found, self.clock.now_millis()).await?;
        self.events.send(Event::InstancesChanged);
        let all = self.instances().await?;
        Ok((all.into_iter().filter(|instance| instance.profile_id == profile_id).collect(), closed))
    }
}
