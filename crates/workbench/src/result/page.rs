//! Pages of a result as Arrow IPC streams, with a bounded memory of sort orders.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::ipc::writer::StreamWriter;

use super::column::ColumnType;
use super::find::{self, Found};
use super::held::Held;
use super::look::{FindRequest, FoundCell};
use super::model::{PageRequest, ResultFilter, ResultSort};
use super::table::{Selection, Table, broken};
use crate::{Error, Result};

/// Most rows a page has.
pub const LONGEST_PAGE: u32 = 500;
/// Orders kept, and the bytes they may take together.
const KEPT_ORDERS: usize = 16;
const KEPT_ORDER_BYTES: usize = 32 * 1024 * 1024;
/// Footers kept.
const KEPT_TABLES: usize = 16;

#[derive(Clone, PartialEq, Eq)]
struct OrderKey {
    execution: String,
    sha256: String,
    sort: Vec<ResultSort>,
    filters: Vec<ResultFilter>,
}

/// In which order, in which columns, and what.
type FindKey = (OrderKey, Vec<u32>, String);

/// Remembers footers and orders of results that are being looked at.
#[derive(Default)]
pub(super) struct Pages {
    /// By file and hash: runs with equal rows have equal hashes, and files of their own.
    tables: Mutex<HashMap<(PathBuf, String), Table>>,
    orders: Mutex<VecDeque<(OrderKey, Arc<Vec<u32>>)>>,
    /// The columns that rows were filtered by last. Locked while an order is worked out.
    held: Mutex<Held>,
    /// What was looked for last.
    found: Mutex<Option<(FindKey, Found)>>,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl Pages {
    /// One page of the file at `path`, whose hash is `sha256`, as an Arrow IPC stream. The schema's metadata hold
    /// `total_rows`, the rows that pass the filters; each field's metadata hold `data_type`. Decimals travel as text,
    /// since JavaScript has no number that keeps them. Blocking.
    pub(super) fn page(&self, path: &Path, sha256: &str, request: &PageRequest) -> Result<Vec<u8>> {
        if request.limit == 0 || request.limit > LONGEST_PAGE {
            return Err(
                Error::invalid(format!("A page has 1 to {LONGEST_PAGE} rows.")).next("Ask for fewer rows at once.")
            );
        }
        let (table, selection) = self.rows(path, sha256, &request.execution_id, &request.sort, &request.filters)?;
        let total = selection.as_ref().map_or(table.rows(), |rows| rows.len());
        let batch = table.page(&selection, request.offset as usize, request.limit as usize)?;
        stream(&batch, total)
    }

    /// The rows that pass the filters, in order. Blocking.
    pub(super) fn rows(
        &self,
        path: &Path,
        sha256: &str,
        execution_id: &str,
        sort: &[ResultSort],
        filters: &[ResultFilter],
    ) -> Result<(Table, Selection)> {
        let key = Self::key(sha256, execution_id, sort, filters)?;
        let table = self.table(path, sha256)?;
        let selection = self.selection(&table, key)?;
        Ok((table, selection))
    }

    /// The next cell that holds the text of `request`. All of them are remembered until something else is looked for. Blocking.
    pub(super) fn find(&self, path: &Path, sha256: &str, request: &FindRequest) -> Result<Option<FoundCell>> {
        let order = Self::key(sha256, &request.execution_id, &request.sort, &request.filters)?;
        let key = (order, request.columns.clone(), request.text.clone());
        let mut kept = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, found)) = &*kept
            && *known == key
        {
            return Ok(found.next(request));
        }
        let (table, selection) = self.rows(path, sha256, &request.execution_id, &request.sort, &request.filters)?;
        let found = find::find(&table, &selection, &request.columns, &request.text)?;
        let next = found.next(request);
        *kept = Some((key, found));
        Ok(next)
    }

    fn key(sha256: &str, execution_id: &str, sort: &[ResultSort], filters: &[ResultFilter]) -> Result<OrderKey> {
        if sort.len() > 16 || filters.len() > 64 {
            return Err(Error::invalid("These are too many sort columns or filters.").next("Remove some of them."));
        }
        Ok(OrderKey {
            execution: execution_id.to_owned(),
            sha256: sha256.to_owned(),
            sort: sort.to_vec(),
            filters: filters.to_vec(),
        })
    }

    pub(super) fn table(&self, path: &Path, sha256: &str) -> Result<Table> {
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (path.to_owned(), sha256.to_owned());
        if let Some(table) = lock().get(&key) {
            return Ok(table.clone());
        }
        let table = Table::open(path)?;
        let mut tables = lock();
        if tables.len() >= KEPT_TABLES {
            tables.clear();
        }
        tables.insert(key, table.clone());
        Ok(table)
    }

    fn selection(&self, table: &Table, key: OrderKey) -> Result<Selection> {
        if key.sort.is_empty() && key.filters.is_empty() {
            return Ok(None);
        }
        if let Some(rows) = self.kept_order(&key) {
            return Ok(Some(rows));
        }
        // The grid asks for several pages of a new order at once: one call works it out, the others take it.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = self.kept_order(&key) {
            return Ok(Some(rows));
        }
        let passing =
            if key.sort.is_empty() { held.passing(table, &key.sha256, &key.filters)?.map(Arc::new) } else { None };
        let Some(rows) = passing.map_or_else(|| table.select(&key.sort, &key.filters), |rows| Ok(Some(rows)))? else {
            return Ok(None);
        };
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.push_front((key, rows.clone()));
        orders.truncate(KEPT_ORDERS);
        let bytes = |orders: &VecDeque<(OrderKey, Arc<Vec<u32>>)>| -> usize {
            orders.iter().map(|(_, rows)| rows.len() * size_of::<u32>()).sum()
        };
        while orders.len() > 1 && bytes(&orders) > KEPT_ORDER_BYTES {
            orders.pop_back();
        }
        Ok(Some(rows))
    }

    /// An order that was worked out before, which is then the last to be forgotten.
    fn kept_order(&self, key: &OrderKey) -> Option<Arc<Vec<u32>>> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let at = orders.iter().position(|(kept, _)| kept == key)?;
        let entry = orders.remove(at)?;
        let rows = entry.1.clone();
        orders.push_front(entry);
        Some(rows)
    }
}

fn stream(batch: &RecordBatch, total: usize) -> Result<Vec<u8>> {
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let name = ColumnType::kept(field.data_type()).name();
        let column = match field.data_type() {
            DataType::Decimal128(..) => cast(column, &DataType::Utf8).map_err(|_| broken())?,
            _ => column.clone(),
        };
        let meta = HashMap::from([("data_type".to_owned(), name)]);
        fields.push(Field::new(field.name(), column.data_type().clone(), true).with_metadata(meta));
        columns.push(column);
    }
    let metadata = HashMap::from([("total_rows".to_owned(), total.to_string())]);
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let page = RecordBatch::try_new_with_options(schema.clone(), columns, &options).map_err(|_| broken())?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).map_err(|_| broken())?;
    writer.write(&page).map_err(|_| broken())?;
    writer.into_inner().map_err(|_| broken())
}
