//! Profiles in the database.

use amc_client::Endpoints;
use sqlx::SqlitePool;

use super::model::{Profile, ProfileKind, ProfileState, Region, SecretStoreKind};
use crate::store::Store;
use crate::{Error, Result};

/// A profile with what only Rust needs to know.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) profile: Profile,
    /// A sandbox's own addresses.
    pub(super) sandbox: Option<Endpoints>,
}

struct Raw {
    id: String,
    kind: String,
    name: String,
    region: String,
    client_id: String,
    state: String,
    message: Option<String>,
    secret_store: String,
    authorize_url: Option<String>,
    token_url: Option<String>,
    api_url: Option<String>,
    created_at: i64,
}

impl TryFrom<Raw> for Row {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        let wrong = || Error::internal("a profile in the database cannot be read");
        let sandbox = match (raw.authorize_url, raw.token_url, raw.api_url) {
            // Checked again on the way out: nothing written into the file may lead elsewhere.
            (Some(authorize), Some(token), Some(api)) => {
                Some(Endpoints::sandbox(&authorize, &token, &api).map_err(|_| wrong())?)
            }
            _ => None,
        };
        let kind = match (raw.kind.as_str(), &sandbox) {
            ("sandbox", Some(_)) => ProfileKind::Sandbox,
            ("amazon", None) => ProfileKind::Amazon,
            _ => return Err(wrong()),
        };
        let state = match raw.state.as_str() {
            "signed_in" => ProfileState::SignedIn,
            "sign_in_required" => ProfileState::SignInRequired,
            "signed_out" => ProfileState::SignedOut,
            _ => return Err(wrong()),
        };
        let secret_store = match raw.secret_store.as_str() {
            "keychain" => SecretStoreKind::Keychain,
            "memory" => SecretStoreKind::Memory,
            _ => return Err(wrong()),
        };
        let profile = Profile {
            id: raw.id,
            kind,
            name: raw.name,
            region: Region::from_code(&raw.region).ok_or_else(wrong)?,
            client_id: raw.client_id,
            state,
            message: raw.message,
            secret_store,
            created_at: raw.created_at,
        };
        Ok(Self { profile, sandbox })
    }
}

fn state_text(state: ProfileState) -> &'static str {
    match state {
        // Unavailable is a matter of the moment and never kept.
        ProfileState::SignedIn | ProfileState::SecretUnavailable => "signed_in",
        ProfileState::SignInRequired => "sign_in_required",
        ProfileState::SignedOut => "signed_out",
    }
}

fn store_text(store: SecretStoreKind) -> &'static str {
    match store {
        SecretStoreKind::Keychain => "keychain",
        SecretStoreKind::Memory => "memory",
    }
}

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Raw,
        "SELECT id, kind, name, region, client_id, state, message, secret_store, authorize_url, token_url, api_url, created_at
         FROM profile WHERE removed_at IS NULL ORDER BY created_at, id"
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter().map(Row::try_from).collect()
}

pub(super) async fn one(reader: &SqlitePool, id: &str) -> Result<Row> {
    let row = sqlx::query_as!(
        Raw,
        "SELECT id, kind, name, region, client_id, state, message, secret_store, authorize_url, token_url, api_url, created_at
         FROM profile WHERE removed_at IS NULL AND id = ?",
        id
    )
    .fetch_optional(reader)
    .await?;
    row.ok_or_else(|| Error::not_found("profile"))?.try_into()
}

/// Writes a profile, new or changed, as a whole.
///
/// # Errors
/// `not_found` when it was removed meanwhile; `store.*`.
pub(super) async fn save(store: &Store, row: Row) -> Result<()> {
    store
        .write("save profile", move |connection| {
            Box::pin(async move {
                let Row { profile, sandbox } = row;
                let kind = match profile.kind {
                    ProfileKind::Amazon => "amazon",
                    ProfileKind::Sandbox => "sandbox",
                };
                let region = profile.region.code();
                let state = state_text(profile.state);
                let secret_store = store_text(profile.secret_store);
                let authorize = sandbox.as_ref().map(|urls| urls.authorize_url().to_string());
                let token = sandbox.as_ref().map(|urls| urls.token_url().to_string());
                let api = sandbox.as_ref().map(|urls| urls.api_url().to_string());
                let written = sqlx::query!(
                    "INSERT INTO profile (id, kind, name, region, client_id, state, message, secret_store,
                                          authorize_url, token_url, api_url, created_at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                     ON CONFLICT (id) DO UPDATE SET name = excluded.name, client_id = excluded.client_id,
                         state = excluded.state, message = excluded.message, secret_store = excluded.secret_store,
                         authorize_url = excluded.authorize_url, token_url = excluded.token_url, api_url = excluded.api_url
                     WHERE removed_at IS NULL",
                    profile.id,
                    kind,
                    profile.name,
                    region,
                    profile.client_id,
                    state,
                    profile.message,
                    secret_store,
                    authorize,
                    token,
                    api,
                    profile.created_at
                )
                .execute(connection)
                .await?;
                Ok(written.rows_affected() > 0)
            })
        })
        .await?
        .then_some(())
        .ok_or_else(|| Error::not_found("profile"))
}

/// Moves a profile's state.
pub(super) async fn set_state(store: &Store, id: &str, state: ProfileState, message: Option<String>) -> Result<()> {
    let id = id.to_owned();
    store
        .write("set profile state", move |connection| {
            Box::pin(async move {
                let state = state_text(state);
                sqlx::query!("UPDATE profile SET state = ?, message = ? WHERE id = ?", state, message, id)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// Writes down that a signed-in profile has lost its sign-in, and `why`. One that was signed out meanwhile stays so.
pub(super) async fn lose_sign_in(store: &Store, id: &str, why: &'static str) -> Result<()> {
    let id = id.to_owned();
    store
        .write("lose sign-in", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "UPDATE profile SET state = 'sign_in_required', message = ? WHERE id = ? AND state = 'signed_in'",
                    why,
                    id
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// Writes down what a person should know about a profile that is signed in; `None` once it is no more so.
pub(super) async fn note(store: &Store, id: &str, message: Option<String>) -> Result<()> {
    let id = id.to_owned();
    store
        .write("note on profile", move |connection| {
            Box::pin(async move {
                sqlx::query!("UPDATE profile SET message = ? WHERE id = ? AND state = 'signed_in'", message, id)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// At start: sign-ins that were kept in memory are gone.
pub(super) async fn end_session_sign_ins(store: &Store, message: &'static str) -> Result<()> {
    store
        .write("end session sign-ins", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "UPDATE profile SET state = 'sign_in_required', message = ?
                     WHERE kind = 'amazon' AND secret_store = 'memory' AND state = 'signed_in'",
                    message
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// Removes a profile from every list. Its row stays for the executions that refer to its instances.
pub(super) async fn remove(store: &Store, id: &str, now_millis: i64) -> Result<()> {
    let id = id.to_owned();
    store
        .write("remove profile", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "UPDATE profile SET removed_at = ?, state = 'signed_out', message = NULL WHERE id = ?",
                    now_millis,
                    id
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}
