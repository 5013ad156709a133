//! A kept file opened for reading: whole columns for sorting and filtering, single rows for pages.

use std::cmp::Ordering;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, RecordBatch, UInt32Array, new_empty_array};
use arrow::compute::SortOptions;
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::row::{RowConverter, SortField};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelector,
};
use parquet::basic::Encoding;
use parquet::file::metadata::{ColumnChunkMetaData, PageIndexPolicy};

use super::filter::Predicate;
use super::import::disk;
use super::model::{ResultFilter, ResultSort};
use crate::{Error, Result};

/// Rows read at once, and the bytes they may take together, about.
const BATCH_ROWS: usize = 32_768;
const BATCH_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of a key that lie beside the row's number.
const HEAD: usize = 16;
/// Bytes of all keys of a sort.
const MOST_KEY_BYTES: usize = if cfg!(test) { 4 * 1024 * 1024 } else { 512 * 1024 * 1024 };
/// Cores that sort, and the rows from which more than one is worth it.
const MOST_CORES: usize = 8;
const MANY_ROWS: usize = 65_536;

/// Rows of a page in order: the first so many of the file's, or those listed.
pub(super) type Selection = Option<Arc<Vec<u32>>>;

/// A kept result file. Cheap to clone; the footer is read once.
#[derive(Clone, Debug)]
pub(super) struct Table {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

impl Table {
    /// Reads the footer of the file at `path`.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(disk)?;
        let metadata = ArrowReaderMetadata::load(
            &file,
            ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional),
        )
        .map_err(|_| broken())?;
        Ok(Self { path: path.to_owned(), metadata })
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        self.metadata.schema()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The type of a column.
    ///
    /// # Errors
    /// `invalid` when there is none of this number.
    pub(super) fn data_type(&self, column: u32) -> Result<&DataType> {
        let field = self.schema().fields().get(column as usize);
        field
            .map(|field| field.data_type())
            .ok_or_else(|| Error::invalid("This result has no such column.").next("Remove the sort or filter on it."))
    }

    /// How many groups of rows the file has.
    pub(super) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    fn builder(&self) -> Result<ParquetRecordBatchReaderBuilder<File>> {
        let file = File::open(&self.path).map_err(disk)?;
        Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_batch_size(self.batch_rows()))
    }

    /// Fewer rows where they are wide, so that reading all of a result takes no more memory for it.
    fn batch_rows(&self) -> usize {
        let groups = self.metadata.metadata().row_groups();
        let bytes = groups.iter().flat_map(|group| group.columns()).fold(0_i64, |sum, column| {
            // The texts that a dictionary stands for, which may be much longer than the dictionary.
            let texts = column.unencoded_byte_array_data_bytes().unwrap_or(0);
            sum.saturating_add(texts.max(column.uncompressed_size()))
        });
        let row = u64::try_from(bytes).unwrap_or(0) / (self.rows() as u64).max(1);
        usize::try_from(BATCH_BYTES / row.max(1)).unwrap_or(BATCH_ROWS).clamp(1, BATCH_ROWS)
    }

    /// All rows in the file's order.
    pub(super) fn scan(&self) -> Result<ParquetRecordBatchReader> {
        self.builder()?.build().map_err(|_| broken())
    }

    /// These columns of all rows in the file's order. `columns` rise.
    pub(super) fn scan_columns(&self, columns: &[usize]) -> Result<ParquetRecordBatchReader> {
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().copied());
        self.builder()?.with_projection(mask).build().map_err(|_| broken())
    }

    /// A column of all rows, an array for each group of them, and the bytes they take. Texts that the file tells by their places in a
    /// dictionary stay so. `None` where that is more than `most` bytes.
    pub(super) fn column(&self, column: u32, most: usize) -> Result<Option<(Vec<ArrayRef>, usize)>> {
        let text = *self.data_type(column)? == DataType::Utf8;
        let column = column as usize;
        let groups = self.metadata.metadata().row_groups();
        let chunks: Vec<&ColumnChunkMetaData> = groups.iter().filter_map(|group| group.columns().get(column)).collect();
        let in_dictionary = text && chunks.iter().all(|chunk| in_dictionary(chunk));
        let known = chunks.iter().fold(0_i64, |sum, chunk| {
            let texts = chunk.unencoded_byte_array_data_bytes().filter(|_| !in_dictionary).unwrap_or(0);
            sum.saturating_add(texts.max(chunk.uncompressed_size()))
        });
        if usize::try_from(known).unwrap_or(0) > most {
            return Ok(None);
        }
        let metadata = if in_dictionary { self.with_dictionary(column)? } else { self.metadata.clone() };
        let mask = ProjectionMask::roots(metadata.parquet_schema(), [column]);
        let (mut arrays, mut bytes) = (Vec::with_capacity(groups.len()), 0);
        for (at, group) in groups.iter().enumerate() {
            let rows = usize::try_from(group.num_rows()).unwrap_or(0);
            let file = File::open(&self.path).map_err(disk)?;
            // Group by group, since each has a dictionary of its own.
            let mut reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                .with_row_groups(vec![at])
                .with_batch_size(rows.max(1))
                .with_projection(mask.clone())
                .build()
                .map_err(|_| broken())?;
            let array = match reader.next() {
                Some(batch) => batch.map_err(|_| broken())?.column(0).clone(),
                None => new_empty_array(metadata.schema().field(column).data_type()),
            };
            if array.len() != rows {
                return Err(broken());
            }
            bytes += array.get_array_memory_size();
            if bytes > most {
                return Ok(None);
            }
            arrays.push(array);
        }
        Ok(Some((arrays, bytes)))
    }

    /// What is known of the file, for reading the texts of a column as places in a dictionary.
    fn with_dictionary(&self, column: usize) -> Result<ArrowReaderMetadata> {
        let fields = self.schema().fields().iter().enumerate().map(|(at, field)| {
            if at != column {
                return field.clone();
            }
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(field.data_type().clone()));
            Arc::new(field.as_ref().clone().with_data_type(kind))
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), options).map_err(|_| broken())
    }

    /// Hands `visit` the rows that pass all `filters`, batch by batch: their numbers in the file, and of each `columns` in this
    /// order.
    pub(super) fn sift(
        &self,
        columns: &[u32],
        filters: &[ResultFilter],
        mut visit: impl FnMut(&[u32], &RecordBatch) -> Result<()>,
    ) -> Result<()> {
        let mut read: Vec<usize> =
            columns.iter().map(|at| *at as usize).chain(filters.iter().map(|f| f.column as usize)).collect();
        read.sort_unstable();
        read.dedup();
        if let Some(last) = read.last() {
            self.data_type(u32::try_from(*last).unwrap_or(u32::MAX))?;
        }
        // A projection keeps the file's order, which is that of `read`.
        let place = |column: u32| read.binary_search(&(column as usize)).unwrap_or(0);
        let predicates = filters
            .iter()
            .map(|filter| Ok((place(filter.column), Predicate::new(filter, self.data_type(filter.column)?)?)))
            .collect::<Result<Vec<_>>>()?;
        let places: Vec<usize> = columns.iter().map(|column| place(*column)).collect();
        let mut base = 0_u32;
        for batch in self.scan_columns(&read)? {
            let batch = batch.map_err(|_| broken())?;
            let count = u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
            let mut local: Vec<u32> = (0..count).collect();
            for (column, predicate) in &predicates {
                let kept = predicate.matches(batch.column(*column))?;
                local.retain(|row| kept.get(*row as usize).copied().unwrap_or(false));
            }
            let wanted = batch.project(&places).map_err(|_| broken())?;
            let picked = if local.len() == wanted.num_rows() || places.is_empty() {
                wanted
            } else {
                take_record_batch(&wanted, &UInt32Array::from(local.clone())).map_err(|_| broken())?
            };
            local.iter_mut().for_each(|row| *row += base);
            visit(&local, &picked)?;
            base = base.saturating_add(count);
        }
        Ok(())
    }

    /// The rows that pass all `filters`, in the order of `sort`; `None` when that is the file as it is.
    pub(super) fn select(&self, sort: &[ResultSort], filters: &[ResultFilter]) -> Result<Selection> {
        if sort.is_empty() && filters.is_empty() {
            return Ok(None);
        }
        let columns: Vec<u32> = sort.iter().map(|by| by.column).collect();
        let fields = sort
            .iter()
            .map(|by| {
                let options = SortOptions { descending: by.descending, nulls_first: false };
                Ok(SortField::new_with_options(self.data_type(by.column)?.clone(), options))
            })
            .collect::<Result<Vec<_>>>()?;
        let converter = if fields.is_empty() { None } else { Some(RowConverter::new(fields).map_err(|_| broken())?) };
        let mut kept: Vec<u32> = Vec::new();
        let mut keys = converter.as_ref().map(|converter| converter.empty_rows(0, 0));
        self.sift(&columns, filters, |rows, batch| {
            if let (Some(converter), Some(keys)) = (&converter, &mut keys) {
                converter.append(keys, batch.columns()).map_err(|_| broken())?;
                if keys.size() > MOST_KEY_BYTES {
                    return Err(Error::new(
                        "result.sort_too_large",
                        "These columns are too long to sort so many rows by.",
                    )
                    .next("Filter the rows first, sort by other columns, or export the result."));
                }
            }
            kept.extend(rows);
            Ok(())
        })?;
        if let Some(keys) = keys {
            // The first bytes of a key decide nearly always, and they lie beside the row number.
            let mut order: Vec<(u128, u32)> = keys
                .iter()
                .zip(0_u32..)
                .map(|(key, at)| {
                    let mut head = [0_u8; HEAD];
                    let bytes = key.as_ref();
                    let length = bytes.len().min(HEAD);
                    head[..length].copy_from_slice(&bytes[..length]);
                    (u128::from_be_bytes(head), at)
                })
                .collect();
            if keys.iter().all(|key| key.as_ref().len() <= HEAD) {
                sort_on_all_cores(&mut order, Ord::cmp);
            } else {
                sort_on_all_cores(&mut order, |left, right| {
                    let by_key = || keys.row(left.1 as usize).cmp(&keys.row(right.1 as usize));
                    left.0.cmp(&right.0).then_with(by_key).then(left.1.cmp(&right.1))
                });
            }
            kept = order.into_iter().filter_map(|(_, at)| kept.get(at as usize).copied()).collect();
        }
        Ok(Some(Arc::new(kept)))
    }

    /// The rows `offset..offset + limit` of `selection`, in its order.
    pub(super) fn page(&self, selection: &Selection, offset: usize, limit: usize) -> Result<RecordBatch> {
        let total = selection.as_ref().map_or(self.rows(), |rows| rows.len());
        let (from, to) = (offset.min(total), offset.saturating_add(limit).min(total));
        let wanted: Vec<u32> = match selection {
            None => (from..to).filter_map(|row| u32::try_from(row).ok()).collect(),
            Some(rows) => rows.get(from..to).unwrap_or_default().to_vec(),
        };
        let mut ascending = wanted.clone();
        ascending.sort_unstable();
        let batch = self.rows_at(&ascending)?;
        if wanted == ascending {
            return Ok(batch);
        }
        let order: UInt32Array =
            wanted.iter().map(|row| ascending.binary_search(row).ok().and_then(|at| u32::try_from(at).ok())).collect();
        take_record_batch(&batch, &order).map_err(|_| broken())
    }

    /// The rows with these numbers, which rise. Only row groups and pages that hold one are read.
    fn rows_at(&self, ascending: &[u32]) -> Result<RecordBatch> {
        let schema = self.schema().clone();
        if ascending.is_empty() {
            return Ok(RecordBatch::new_empty(schema));
        }
        let mut groups = Vec::new();
        let mut selectors = Vec::new();
        let mut rest = ascending;
        let mut start = 0_u64;
        for (index, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            let end = start + u64::try_from(group.num_rows()).unwrap_or(0);
            let inside = rest.partition_point(|row| u64::from(*row) < end);
            let (here, after) = rest.split_at(inside);
            rest = after;
            if !here.is_empty() {
                groups.push(index);
                let mut at = start;
                for row in here.iter().map(|row| u64::from(*row)) {
                    push(&mut selectors, row - at, true);
                    push(&mut selectors, 1, false);
                    at = row + 1;
                }
                push(&mut selectors, end - at, true);
            }
            start = end;
        }
        let selectors = selectors
            .into_iter()
            .map(|(rows, skip)| if skip { RowSelector::skip(rows) } else { RowSelector::select(rows) });
        let selection: RowSelection = selectors.collect::<Vec<_>>().into();
        let reader =
            self.builder()?.with_row_groups(groups).with_row_selection(selection).build().map_err(|_| broken())?;
        let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|_| broken())?;
        let batch = concat_batches(&schema, &batches).map_err(|_| broken())?;
        if batch.num_rows() == ascending.len() { Ok(batch) } else { Err(broken()) }
    }
}

/// Whether all texts of a part of a column are told by their places in a dictionary, as far as is known: others are put into one while
/// they are read, which takes longer than reading them as they are.
fn in_dictionary(chunk: &ColumnChunkMetaData) -> bool {
    match chunk.page_encoding_stats_mask() {
        Some(mask) => mask.is_only(Encoding::RLE_DICTIONARY) || mask.is_only(Encoding::PLAIN_DICTIONARY),
        None => chunk.dictionary_page_offset().is_some(),
    }
}

/// Sorts parts beside each other and then merges them: the standard library's stable sort finds the runs that are there.
fn sort_on_all_cores<T: Send>(rows: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_CORES);
    if cores == 1 || rows.len() < MANY_ROWS {
        rows.sort_unstable_by(compare);
        return;
    }
    let part = rows.len().div_ceil(cores);
    std::thread::scope(|scope| {
        for part in rows.chunks_mut(part) {
            scope.spawn(|| part.sort_unstable_by(&compare));
        }
    });
    rows.sort_by(compare);
}

fn push(selectors: &mut Vec<(usize, bool)>, rows: u64, skip: bool) {
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    match selectors.last_mut() {
        _ if rows == 0 => {}
        Some((count, same)) if *same == skip => *count += rows,
        _ => selectors.push((rows, skip)),
    }
}

pub(super) fn broken() -> Error {
    Error::new("result.damaged", "The kept result file is damaged.")
        .next("Fetch the result again, or run the query again.")
}
