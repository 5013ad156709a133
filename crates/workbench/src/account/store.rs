//! Accounts and instances in the database.

use amc_client::{AccountScope, InstanceId};
use sqlx::{SqliteConnection, SqliteExecutor, SqlitePool};
use uuid::Uuid;

use super::{Instance, InstanceRef, Marketplace};
use crate::store::{Store, json};
use crate::{Error, Result};

struct Raw {
    id: String,
    instance_id: String,
    name: String,
    profile_id: String,
    account_id: String,
    account_name: String,
    marketplace_id: String,
    instance_type: String,
    creation_status: String,
    has_dsp: bool,
    has_sponsored_ads: bool,
    refreshed_at: i64,
    tags: String,
    vanished: bool,
}

impl TryFrom<Raw> for InstanceRef {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        let marketplace = Marketplace::of(&raw.marketplace_id);
        let scope = AccountScope { account_id: raw.account_id.clone(), marketplace_id: raw.marketplace_id.clone() };
        let instance_id = InstanceId::new(raw.instance_id.clone());
        let instance = Instance {
            id: raw.id,
            instance_id: raw.instance_id,
            name: raw.name,
            profile_id: raw.profile_id,
            account_id: raw.account_id,
            account_name: raw.account_name,
            marketplace: marketplace.map_or_else(|| raw.marketplace_id.clone(), |known| known.country.to_owned()),
            currency: marketplace.map_or_else(String::new, |known| known.currency.to_owned()),
            marketplace_id: raw.marketplace_id,
            instance_type: raw.instance_type,
            creation_status: raw.creation_status,
            has_dsp: raw.has_dsp,
            has_sponsored_ads: raw.has_sponsored_ads,
            refreshed_at: raw.refreshed_at,
            tags: json::read(&raw.tags, "an instance")?,
        };
        Ok(Self { instance, scope, instance_id, vanished: raw.vanished })
    }
}

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<InstanceRef>> {
    let rows = sqlx::query_as!(
        Raw,
        r#"SELECT i.id, i.instance_id, i.name, a.profile_id, a.account_id, a.name AS account_name, a.marketplace_id,
                  i.instance_type, i.creation_status, i.has_dsp AS "has_dsp: bool",
                  i.has_sponsored_ads AS "has_sponsored_ads: bool", i.refreshed_at, i.tags,
                  (i.vanished_at IS NOT NULL OR a.vanished_at IS NOT NULL OR p.removed_at IS NOT NULL) AS "vanished!: bool"
           FROM instance i JOIN account a ON a.id = i.account_row JOIN profile p ON p.id = a.profile_id
           ORDER BY a.name, i.name, i.instance_id"#
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter().map(InstanceRef::try_from).collect()
}

pub(super) async fn one(from: impl SqliteExecutor<'_>, id: &str) -> Result<InstanceRef> {
    let row = sqlx::query_as!(
        Raw,
        r#"SELECT i.id, i.instance_id, i.name, a.profile_id, a.account_id, a.name AS account_name, a.marketplace_id,
                  i.instance_type, i.creation_status, i.has_dsp AS "has_dsp: bool",
                  i.has_sponsored_ads AS "has_sponsored_ads: bool", i.refreshed_at, i.tags,
                  (i.vanished_at IS NOT NULL OR a.vanished_at IS NOT NULL OR p.removed_at IS NOT NULL) AS "vanished!: bool"
           FROM instance i JOIN account a ON a.id = i.account_row JOIN profile p ON p.id = a.profile_id
           WHERE i.id = ?"#,
        id
    )
    .fetch_optional(from)
    .await?;
    row.ok_or_else(|| Error::not_found("instance"))?.try_into()
}

/// Changes the tags of instances, all or none.
pub(super) async fn change_tags(
    store: &Store,
    ids: Vec<String>,
    change: impl Fn(Vec<String>) -> Result<Vec<String>> + Send + Sync + 'static,
) -> Result<()> {
    store
        .write("tag instances", move |connection| {
            Box::pin(async move {
                for id in ids {
                    let own = one(&mut *connection, &id).await?.instance.tags;
                    let tags = json::write(&change(own)?, "an instance")?;
                    sqlx::query!("UPDATE instance SET tags = ? WHERE id = ?", tags, id)
                        .execute(&mut *connection)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}

/// Keeps one profile's discovery in one transaction: what is there, what is new, what has vanished. The instances of an
/// account that told none stay as they were.
pub(super) async fn keep(
    store: &Store,
    profile_id: &str,
    found: Vec<(amc_client::Account, Option<Vec<amc_client::Instance>>)>,
    now: i64,
) -> Result<()> {
    let profile_id = profile_id.to_owned();
    store
        .write("keep instances", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "UPDATE account SET vanished_at = ? WHERE profile_id = ? AND vanished_at IS NULL",
                    now,
                    profile_id
                )
                .execute(&mut *connection)
                .await?;
                sqlx::query!(
                    "UPDATE instance SET vanished_at = ?
                     WHERE vanished_at IS NULL AND account_row IN (SELECT id FROM account WHERE profile_id = ?)",
                    now,
                    profile_id
                )
                .execute(&mut *connection)
                .await?;
                for (account, instances) in found {
                    let account_row = keep_account(&mut *connection, &profile_id, &account, now).await?;
                    if instances.is_none() {
                        sqlx::query!(
                            "UPDATE instance SET vanished_at = NULL WHERE account_row = ? AND vanished_at = ?",
                            account_row,
                            now
                        )
                        .execute(&mut *connection)
                        .await?;
                    }
                    for instance in instances.unwrap_or_default() {
                        keep_instance(&mut *connection, &account_row, &instance, now).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

async fn keep_account(
    connection: &mut SqliteConnection,
    profile_id: &str,
    account: &amc_client::Account,
    now: i64,
) -> Result<String> {
    let id = Uuid::now_v7().to_string();
    let name = if account.account_name.is_empty() { &account.account_id } else { &account.account_name };
    let row = sqlx::query!(
        "INSERT INTO account (id, profile_id, account_id, marketplace_id, name, refreshed_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (profile_id, account_id, marketplace_id)
         DO UPDATE SET name = excluded.name, refreshed_at = excluded.refreshed_at, vanished_at = NULL
         RETURNING id",
        id,
        profile_id,
        account.account_id,
        account.marketplace_id,
        name,
        now
    )
    .fetch_one(connection)
    .await?;
    Ok(row.id)
}

async fn keep_instance(
    connection: &mut SqliteConnection,
    account_row: &str,
    instance: &amc_client::Instance,
    now: i64,
) -> Result<()> {
    let id = Uuid::now_v7().to_string();
    let amazon_id = instance.instance_id.as_str();
    let name = if instance.instance_name.is_empty() { amazon_id } else { &instance.instance_name };
    let kind = instance.instance_type.as_deref().unwrap_or("STANDARD");
    // An instance that does not state its creation counts as ready.
    let status = instance.creation_status.as_deref().unwrap_or("COMPLETED");
    let has = |kind: &str| instance.advertiser_types.iter().any(|known| known == kind);
    // One that names no types may hold anything: the check of a query must not refuse what would run.
    let unknown = instance.advertiser_types.is_empty();
    let has_dsp = unknown || has("DISPLAY");
    let has_sponsored_ads = unknown || has("SPONSORED_ADS") || has("SAS");
    sqlx::query!(
        "INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp,
                               has_sponsored_ads, refreshed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account_row, instance_id)
         DO UPDATE SET name = excluded.name, instance_type = excluded.instance_type,
             creation_status = excluded.creation_status, has_dsp = excluded.has_dsp,
             has_sponsored_ads = excluded.has_sponsored_ads, refreshed_at = excluded.refreshed_at, vanished_at = NULL",
        id,
        account_row,
        amazon_id,
        name,
        kind,
        status,
        has_dsp,
        has_sponsored_ads,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}
