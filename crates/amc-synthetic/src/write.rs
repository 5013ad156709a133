//! Rows to a Parquet file. One thread makes columns while another encodes them.

use std::{fs::File, io::BufWriter, path::Path, sync::Arc, sync::mpsc::sync_channel, thread};

use amc_sql::catalogue::Table;
use arrow::{
    datatypes::{DataType, Field, Schema, SchemaRef},
    error::ArrowError,
    record_batch::RecordBatch,
};
use parquet::{
    arrow::ArrowWriter,
    basic::Compression,
    errors::ParquetError,
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};

use super::{
    column::{Column, Setting},
    event::Events,
    row::{Row, Source},
    world::World,
};

/// Rows that are made into columns at once.
const BATCH: usize = 8 * 1024;
/// Rows of a row group: enough to scan quickly, few enough to skip and to share between threads.
const ROW_GROUP: usize = 128 * 1024;
/// User ids repeat a dozen times; this holds all of a row group's.
const DICTIONARY_BYTES: usize = 4 * 1024 * 1024;
/// Columns whose values hardly repeat. Looking for repetition would cost more than it saves.
const UNIQUE: &[&str] =
    &["request_tag", "impression_id", "event_id", "traffic_event_id", "conversion_id", "device_id", "ip_address"];

/// The columns of a table as its file and its provider have them: the catalogue's, in the catalogue's order.
pub(super) fn schema(table: &Table) -> SchemaRef {
    let fields: Vec<Field> =
        table.fields.iter().map(|field| Field::new(&field.name, amc_sql::arrow_type(field.data_type), true)).collect();
    Arc::new(Schema::new(fields))
}

/// Writes a table from events of consecutive stretches of time.
pub(super) fn write<E>(
    path: &Path,
    table: &Table,
    world: &World,
    stretches: impl Iterator<Item = E> + Send,
) -> Result<(), ParquetError>
where
    E: std::ops::Deref<Target = Events>,
{
    let schema = schema(table);
    let file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties(table)))?;
    let (sender, receiver) = sync_channel::<Result<RecordBatch, ArrowError>>(4);
    thread::scope(|scope| {
        scope.spawn(move || {
            let source = Source::of(&table.name);
            let columns: Vec<Column<'_>> =
                table.fields.iter().map(|field| Column::new(Setting { world, source }, field)).collect();
            let mut rows: Vec<Row> = Vec::with_capacity(BATCH);
            // The receiver is gone only if the file cannot be written, which it reports itself.
            let flush = |rows: &mut Vec<Row>| {
                let arrays: Result<Vec<_>, _> = columns.iter().map(|column| column.fill(rows)).collect();
                rows.clear();
                let _ = sender.send(arrays.and_then(|arrays| RecordBatch::try_new(Arc::clone(&schema), arrays)));
            };
            for events in stretches {
                source.rows(&table.name, world, &events, &mut |row| {
                    rows.push(row);
                    if rows.len() == BATCH {
                        flush(&mut rows);
                    }
                });
            }
            if !rows.is_empty() {
                flush(&mut rows);
            }
        });
        for batch in receiver {
            writer.write(&batch?)?;
        }
        Ok::<(), ParquetError>(())
    })?;
    let file = writer.into_inner()?;
    let file = file.into_inner().map_err(|error| ParquetError::from(error.into_error()))?;
    file.sync_data()?;
    Ok(())
}

fn properties(table: &Table) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("RecomAMP synthetic events".to_owned());
    // Windows cut by time, so that column alone is indexed by page.
    if let Some(time) = &table.time_column {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(time.as_str()), EnabledStatistics::Page);
    }
    for field in &table.fields {
        let exact = matches!(amc_sql::arrow_type(field.data_type), DataType::Timestamp(..))
            && field.name.contains("_dt")
            && !field.name.contains("_hour");
        if exact || UNIQUE.contains(&field.name.to_ascii_lowercase().as_str()) {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(field.name.as_str()), false);
        }
    }
    properties.build()
}
