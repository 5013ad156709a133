//! Fetching a result: new links, parts to disk, Parquet, rename, and only then one transaction that ends the run.

use std::path::Path;
use std::time::Duration;

use amc_client::{AmcClient, DownloadError, DownloadLimits, DownloadLink};
use tokio::io::AsyncWriteExt as _;

use super::checkpoint::Checkpoint;
use super::model::ExecutionState;
use super::rows::{Along, Row};
use super::service::Executions;
use crate::account::InstanceRef;
use crate::result::{self, Incoming, ResultSummary};
use crate::{Error, Result};

/// Bytes of all parts together.
const MOST_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Tries before a person has to ask again.
const MOST_FETCHES: i64 = 8;
/// The same while what keeps the result away passes by itself: about a day. For longer nothing should keep the application
/// open behind a closed window.
const MOST_PATIENT_FETCHES: i64 = 340;
/// Before the next try of a fetch whose failure could not be written down, and with it when it is due again.
const UNNOTED: Duration = Duration::from_secs(15);

impl Executions {
    /// Fetches unless a fetch of this run is under way.
    pub(super) fn fetch_in_background(&self, row: Row) {
        let Some(guard) = self.enter(&row.id) else { return };
        let this = self.clone();
        let cancel = self.parts.supervisor.cancel_token().clone();
        self.parts.supervisor.spawn_task(async move {
            tokio::select! {
                biased;
                // The next start fetches again.
                () = cancel.cancelled() => {}
                () = this.fetch_and_tell(row) => {}
            }
            drop(guard);
            this.wake.notify_one();
        });
    }

    async fn fetch_and_tell(&self, row: Row) {
        // Two at once: an import holds some tens of megabytes.
        let Ok(permit) = self.fetches.acquire().await else { return };
        let Err(error) = self.fetch(&row).await else { return };
        drop(permit);
        tracing::warn!(code = %error.code, execution = %row.id, "a result was not fetched");
        let now = self.parts.clock.now_millis();
        let lasting = matches!(&*error.code, "result.too_large" | "amc.forbidden" | "amc.not_found" | "amc.terms");
        // These pass without anybody asking again: the network comes back, somebody signs in or makes room.
        let patient =
            error.code.starts_with("auth.") || matches!(&*error.code, "amc.network" | "amc.throttled" | "store.full");
        let noted = self
            .change(&row.id, |row| {
                row.fetches += 1;
                if lasting || row.fetches >= if patient { MOST_PATIENT_FETCHES } else { MOST_FETCHES } {
                    // The run itself ended well; its result can be asked for again.
                    row.fetching = false;
                    row.fetch_at = None;
                    row.state = ExecutionState::Succeeded;
                } else {
                    let seconds = (1_i64 << row.fetches.min(8)).min(300);
                    row.fetch_at = Some(now + seconds * 1000);
                }
                row.error = Some(error.clone());
                Ok(())
            })
            .await;
        if let Err(error) = noted {
            tracing::error!(code = %error.code, "a failed fetch was not written down");
            // To the poller it is due at once. While this waits, it counts as under way.
            self.parts.clock.sleep(UNNOTED).await;
        }
    }

    async fn fetch(&self, row: &Row) -> Result<()> {
        let (client, instance) = self.reach(row).await?;
        let data_dir = self.parts.store.data_dir().to_owned();
        let incoming = {
            let (data_dir, id) = (data_dir.clone(), row.id.clone());
            result::blocking(move || Incoming::new(&data_dir, &id)).await?
        };
        let parts = match self.download(&client, &instance, row, &incoming).await {
            // Links live ten minutes; a dead one means new links, never a new run.
            Err(error) if error.code == "result.link" => self.download(&client, &instance, row, &incoming).await?,
            other => other?,
        };
        let checkpoints = self.parts.checkpoints.clone();
        let partition = result::partition(&row.name, instance.instance_id.as_str());
        let (id, output) = (row.id.clone(), row.output.clone());
        let kept = result::blocking(move || {
            let parquet = incoming.parquet();
            let imported = result::import(&parts, &output, &parquet)?;
            checkpoints.pass(Checkpoint::Downloaded);
            let kept = result::keep(&data_dir, &parquet, &partition, &id, imported)?;
            checkpoints.pass(Checkpoint::Renamed);
            Ok(kept)
        })
        .await?;
        let summary = ResultSummary {
            row_count: i64::try_from(kept.imported.rows).unwrap_or(i64::MAX),
            columns: kept.imported.columns,
            size_bytes: kept.size_bytes,
            sha256: kept.sha256,
            stored_at: self.parts.clock.now_millis(),
        };
        let before = result::of_execution(self.parts.store.reader(), &row.id).await?.map(|(path, _)| path);
        self.change_with(&row.id, Some(Along::Result(kept.path.clone(), summary)), |row| {
            row.state = ExecutionState::Succeeded;
            row.fetching = false;
            row.fetch_at = None;
            row.error = None;
            Ok(())
        })
        .await?;
        if let Some(before) = before.filter(|before| *before != kept.path) {
            // If it cannot go now, the next start sweeps it.
            let _ = tokio::fs::remove_file(self.parts.store.data_dir().join(before)).await;
        }
        Ok(())
    }

    async fn download(
        &self,
        client: &AmcClient,
        instance: &InstanceRef,
        row: &Row,
        incoming: &Incoming,
    ) -> Result<Vec<std::path::PathBuf>> {
        let Some(remote) = row.remote_id.as_deref() else { return Err(Error::internal("a result without a run")) };
        let links = client.download_links(&instance.scope, &instance.instance_id, &remote.into()).await?;
        if links.is_empty() {
            return Err(
                Error::new("amc.not_ready", "Amazon gives no file for this result yet.").next("Try again in a minute.")
            );
        }
        let free = result::free_space(self.parts.store.data_dir()).map_or(MOST_BYTES, |free| free / 10 * 9);
        let mut left = MOST_BYTES.min(free);
        let mut parts = Vec::new();
        for (number, link) in links.iter().enumerate() {
            let part = incoming.part(number);
            left -= save(client, link, &part, left).await.map_err(|error| match error {
                SaveError::Download(DownloadError::TooLarge { .. }) if free < MOST_BYTES => {
                    Error::new("store.full", "The disk has too little room for the result.")
                        .next("Free some space; RecomAMP tries again.")
                }
                SaveError::Download(error) => fetch_error(error),
                SaveError::Disk(error) => error,
            })?;
            parts.push(part);
        }
        Ok(parts)
    }
}

enum SaveError {
    Download(DownloadError),
    Disk(Error),
}

async fn save(client: &AmcClient, link: &DownloadLink, part: &Path, most: u64) -> std::result::Result<u64, SaveError> {
    let disk = |error| SaveError::Disk(result::disk(error));
    let mut download = client.download(link, DownloadLimits { max_bytes: most }).await.map_err(SaveError::Download)?;
    let file = crate::store::private_file(part).map_err(disk)?;
    file.set_len(0).map_err(disk)?;
    let mut file = tokio::io::BufWriter::new(tokio::fs::File::from_std(file));
    let mut bytes = 0;
    while let Some(chunk) = download.next_chunk().await.map_err(SaveError::Download)? {
        bytes += chunk.len() as u64;
        file.write_all(&chunk).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)?;
    Ok(bytes)
}

fn fetch_error(error: DownloadError) -> Error {
    let again = "RecomAMP tries again; you can also fetch the result again yourself.";
    match error {
        DownloadError::LinkExpired => Error::new("result.link", "The link to the result was too old.").next(again),
        DownloadError::LinkRefused(_) | DownloadError::Redirected => {
            Error::new("result.link_refused", "The link to the result leads somewhere RecomAMP does not go.")
                .next("Report it with the log.")
                .raw(error.to_string())
        }
        DownloadError::TooLarge { .. } => Error::new("result.too_large", "The result is larger than 2 GiB.")
            .next("Group by fewer columns or shorten the window, and run the query again."),
        DownloadError::Truncated { .. } => {
            Error::new("result.truncated", "The download of the result broke off.").next(again).raw(error.to_string())
        }
        _ => Error::new("result.download", "The result could not be downloaded.").next(again).raw(error.to_string()),
    }
    .retry_after(None::<Duration>)
}
