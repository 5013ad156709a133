//! Results: read from Amazon's CSV, kept as Parquet, shown in pages, exported.

mod additive;
mod batch;
mod column;
mod compare;
mod derived;
pub(crate) mod destination;
mod exact;
mod export;
mod exports;
mod figures;
mod file_name;
mod filter;
mod find;
mod group;
mod held;
mod import;
mod local;
mod look;
mod model;
mod number;
mod page;
mod place;
mod profile;
mod records;
mod shape;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;

pub use column::ColumnType;
pub use compare::{CompareAnswer, CompareRequest, CompareTotal};
use export::Watch;
pub(crate) use export::Zip;
pub use file_name::suggested_file_name;
pub use group::{GroupAnswer, GroupKey, GroupRequest, GroupUnit, GroupValue, Measure};
pub(crate) use import::disk;
pub use import::{Imported, import};
pub(crate) use local::{LocalFile, summarise};
pub use look::{
    Bin, ColumnProfile, Figures, FiguresRequest, FindRequest, FoundCell, NoSum, NotAdded, ProfileRequest, ValueCount,
};
pub use model::{
    ExportFormat, ExportOutcome, ExportProgress, FilterOperator, OutputColumn, PageRequest, ResultColumn, ResultFilter,
    ResultSort, ResultSummary,
};
pub use page::LONGEST_PAGE;
pub(crate) use place::{Incoming, free_space, keep, partition, sweep};
pub(crate) use shape::Shape;
pub(crate) use store::{insert, of_execution};
pub use values::ColumnValues;

use crate::store::Store;
use crate::{Error, Result};

/// Kept results. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Results {
    store: Store,
    pages: Arc<page::Pages>,
    exports: Arc<exports::Exports>,
    local: Arc<Mutex<HashMap<String, (LocalFile, ResultSummary)>>>,
}

impl Results {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, pages: Arc::default(), exports: Arc::default(), local: Arc::default() }
    }

    /// One page as the bytes of an Arrow IPC stream. The schema's metadata hold `total_rows`, the number of rows that
    /// pass the filters; each field's hold `data_type` (see [`ResultColumn`]). Decimals travel as text.
    ///
    /// # Errors
    /// `invalid` for a limit outside 1 to 500 or an unknown column, `result.filter` for a comparison that is none,
    /// `result.missing` and `result.damaged` when the file is, `result.none` without a result.
    pub async fn page(&self, request: PageRequest) -> Result<Vec<u8>> {
        let (path, summary) = self.file(&request.execution_id).await?;
        let pages = self.pages.clone();
        blocking(move || pages.page(&path, &summary.sha256, &request)).await
    }

    /// What a column holds, in the rows that pass the filters.
    ///
    /// # Errors
    /// As [`Results::page`].
    pub async fn profile(&self, request: ProfileRequest) -> Result<ColumnProfile> {
        let (path, summary) = self.file(&request.execution_id).await?;
        let pages = self.pages.clone();
        blocking(move || profile::profile(&pages.table(&path, &summary.sha256)?, &request)).await
    }

    /// The different values of a column, up to 10,000.
    ///
    /// # Errors
    /// As [`Results::page`]; `result.too_many_values`.
    pub async fn values(&self, execution_id: &str, column: u32) -> Result<ColumnValues> {
        let (path, summary) = self.file(execution_id).await?;
        let pages = self.pages.clone();
        blocking(move || values::values(&pages.table(&path, &summary.sha256)?, column)).await
    }

    /// The next cell that holds a text; none where no cell does.
    ///
    /// # Errors
    /// As [`Results::page`].
    pub async fn find(&self, request: FindRequest) -> Result<Option<FoundCell>> {
        let (path, summary) = self.file(&request.execution_id).await?;
        let pages = self.pages.clone();
        blocking(move || pages.find(&path, &summary.sha256, &request)).await
    }

    /// Figures of chosen cells.
    ///
    /// # Errors
    /// As [`Results::page`].
    pub async fn figures(&self, request: FiguresRequest) -> Result<Figures> {
        let (path, summary) = self.file(&request.execution_id).await?;
        let pages = self.pages.clone();
        blocking(move || {
            let (table, selection) =
                pages.rows(&path, &summary.sha256, &request.execution_id, &request.sort, &request.filters)?;
            let rows = (request.first as usize, request.last as usize);
            figures::figures(&table, &selection, &request.columns, rows)
        })
        .await
    }

    /// Takes rows of a result together. What comes of it is a result of its own, kept until another is worked out under the same
    /// id, it is forgotten ([`Results::forget_rows`]), or the application ends.
    ///
    /// # Errors
    /// As [`Results::page`]; `invalid` for more than eight keys or twenty figures, or a figure that a column has not;
    /// `result.not_additive` for a sum that would be wrong; `result.too_many_groups` beyond a million; `store.full`, `result.io`.
    pub async fn group(&self, request: GroupRequest) -> Result<GroupAnswer> {
        let id = local_id("group", &request.id)?;
        let (path, summary) = self.file(&request.execution_id).await?;
        let (pages, data_dir) = (self.pages.clone(), self.store.data_dir().to_owned());
        let keys = u32::try_from(request.rows.len()).unwrap_or(u32::MAX);
        let (file, summary, left_out) = blocking(move || {
            let (rows, left_out) = group::group(&pages.table(&path, &summary.sha256)?, &request)?;
            let (file, summary) = rows.write(&data_dir)?;
            Ok((file, summary, left_out))
        })
        .await?;
        self.put_local(&id, file, summary.clone());
        Ok(GroupAnswer { id, result: summary, keys, left_out })
    }

    /// Puts two results side by side; what comes of it is kept as by [`Results::group`]. Of keys with several rows the values are added
    /// up, where they may be.
    ///
    /// # Errors
    /// As [`Results::page`]; `invalid` for columns that cannot be compared, `result.nothing_common` where no column has the same name;
    /// `result.too_many_groups` beyond a million keys; `store.full`, `result.io`.
    pub async fn compare(&self, request: CompareRequest) -> Result<CompareAnswer> {
        let id = local_id("compare", &request.id)?;
        let (before, after) = (self.file(&request.before).await?, self.file(&request.after).await?);
        let (pages, data_dir) = (self.pages.clone(), self.store.data_dir().to_owned());
        let kept_under = id.clone();
        let (file, answer) = blocking(move || {
            let table = |(path, summary): &(PathBuf, ResultSummary)| pages.table(path, &summary.sha256);
            compare::compare(&table(&before)?, &table(&after)?, &request, &kept_under, &data_dir)
        })
        .await?;
        self.put_local(&id, file, answer.result.clone());
        Ok(answer)
    }

    /// Forgets rows that were worked out under an id of the window's, or brought by a query over kept results.
    pub fn forget_rows(&self, id: &str) {
        self.drop_local(id);
    }

    /// Writes a kept result to `target`, replacing a file there only once all is written and synced. `guard_formulas`
    /// concerns CSV and TSV only: texts of a spreadsheet are never formulas. It can be watched and cancelled by others
    /// ([`Results::export_progress`], [`Results::cancel_exports`]).
    ///
    /// # Errors
    /// `store.full`, `result.*`: `result.none` without a result, `result.refused` for a target in the data folder, where it
    /// could replace the database or another result, `result.export_cancelled`.
    pub async fn export(
        &self,
        execution_id: &str,
        target: &Path,
        format: ExportFormat,
        guard_formulas: bool,
    ) -> Result<ExportOutcome> {
        let (path, summary) = self.file(execution_id).await?;
        let (target, data_dir) = (target.to_owned(), self.store.data_dir().to_owned());
        let under_way = self.exports.begin(execution_id, summary.row_count);
        blocking(move || {
            outside(&data_dir, &target)?;
            export::export(&path, summary.row_count, &target, format, guard_formulas, under_way.watch())
        })
        .await
    }

    /// How far the export of a result has come that began last; none when none is under way.
    pub fn export_progress(&self, execution_id: &str) -> Option<ExportProgress> {
        self.exports.progress(execution_id)
    }

    /// Has the exports of a result end without a file, and answers whether any was under way.
    pub fn cancel_exports(&self, execution_id: &str) -> bool {
        self.exports.cancel(execution_id)
    }

    /// Where the kept file lies; readable by any engine.
    ///
    /// # Errors
    /// `result.none` without a result, `store.*`.
    pub async fn path(&self, execution_id: &str) -> Result<PathBuf> {
        Ok(self.file(execution_id).await?.0)
    }

    /// Keeps rows that are no run's result under an id that no run has; what was there under it goes.
    pub(crate) fn put_local(&self, id: &str, file: LocalFile, summary: ResultSummary) {
        self.local.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), (file, summary));
    }

    /// Forgets such rows.
    pub(crate) fn drop_local(&self, id: &str) {
        self.local.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Whether rows that are no run's result are kept under an id.
    pub fn is_local(&self, id: &str) -> bool {
        self.local_file(id).is_some()
    }

    fn local_file(&self, id: &str) -> Option<(PathBuf, ResultSummary)> {
        let local = self.local.lock().unwrap_or_else(PoisonError::into_inner);
        local.get(id).map(|(file, summary)| (file.path(), summary.clone()))
    }

    async fn file(&self, execution_id: &str) -> Result<(PathBuf, ResultSummary)> {
        if let Some(local) = self.local_file(execution_id) {
            return Ok(local);
        }
        let reader = self.store.reader();
        let kept = if let Some(id) = execution_id.strip_prefix(crate::evidence::PREFIX) {
            crate::evidence::result(reader, id).await?
        } else if execution_id.starts_with(crate::dashboard::PREFIX) {
            crate::dashboard::result(reader, execution_id).await?
        } else {
            store::of_execution(reader, execution_id).await?
        };
        let (path, summary) = kept.ok_or_else(|| {
            Error::new("result.none", "No result of this run is kept on this computer.")
                .next("Wait until the run has ended; if it succeeded, fetch its result again.")
        })?;
        Ok((self.store.data_dir().join(path), summary))
    }
}

/// What rows that are worked out are kept under, which no run has.
pub(crate) fn local_id(kind: &str, id: &str) -> Result<String> {
    if id.is_empty() || id.len() > 64 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Error::invalid("This is no id of rows."));
    }
    Ok(format!("{kind}-{id}"))
}

/// No target in the data folder, where it could replace the database or a result.
///
/// # Errors
/// `result.refused`.
pub(crate) fn outside(data_dir: &Path, target: &Path) -> Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // A folder that is not there is the export's own error.
    let (Ok(folder), Ok(data_dir)) = (folder.canonicalize(), data_dir.canonicalize()) else { return Ok(()) };
    if folder.starts_with(data_dir) {
        return Err(Error::new("result.refused", "RecomAMP's own folder is no place for an export.")
            .next("Choose another folder."));
    }
    Ok(())
}

/// Writes rows that are no result of a run to `target`, as [`Results::export`] writes results.
///
/// # Errors
/// As there.
pub(crate) async fn export_rows(
    store: &Store,
    rows: RecordBatch,
    target: &Path,
    format: ExportFormat,
    guard_formulas: bool,
) -> Result<ExportOutcome> {
    let (target, data_dir) = (target.to_owned(), store.data_dir().to_owned());
    blocking(move || {
        outside(&data_dir, &target)?;
        let incoming = Incoming::new(&data_dir, &uuid::Uuid::now_v7().to_string())?;
        import::write_rows(&rows, &incoming.parquet())?;
        export_file(&incoming.parquet(), &target, format, guard_formulas)
    })
    .await
}

/// Writes a Parquet file of the shape in which results are kept ([`ColumnType::arrow`]) to `target`, as
/// [`Results::export`] does. Blocking.
///
/// # Errors
/// `store.full`, `result.*`.
pub fn export_file(parquet: &Path, target: &Path, format: ExportFormat, guard_formulas: bool) -> Result<ExportOutcome> {
    let rows = i64::try_from(table::Table::open(parquet)?.rows()).unwrap_or(i64::MAX);
    export::export(parquet, rows, target, format, guard_formulas, &Watch::default())
}

/// Whether a Parquet file holds the rows that a summary tells of, in the shape in which results are kept. Blocking.
///
/// # Errors
/// `result.damaged` where it does not, `result.io`.
pub(crate) fn check_kept(parquet: &Path, summary: &ResultSummary) -> Result<()> {
    let table = table::Table::open(parquet)?;
    let fields = table.schema().fields();
    let alike = fields.len() == summary.columns.len()
        && fields.iter().zip(&summary.columns).all(|(field, column)| {
            let kind = ColumnType::kept(field.data_type());
            kind.arrow() == *field.data_type() && *field.name() == column.name && kind.name() == column.data_type
        });
    if alike && i64::try_from(table.rows()).is_ok_and(|rows| rows == summary.row_count) {
        return Ok(());
    }
    Err(table::broken())
}

/// A page of a kept file that nothing has looked at before; for measurements. Blocking.
///
/// # Errors
/// As [`Results::page`].
#[doc(hidden)]
pub fn page_of_file(parquet: &Path, request: &PageRequest) -> Result<Vec<u8>> {
    page::Pages::default().page(parquet, "", request)
}

/// Runs file work where it may block.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal("work on a result's file met a defect"))?
}
