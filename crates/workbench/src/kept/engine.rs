//! Planning and running, on the threads of the AMC SQL engine: deep statements need its stacks, and the application's own threads have
//! others to answer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{Field, Schema};
use chrono::NaiveDate;
use datafusion::common::{Column, ScalarValue, TableReference};
use datafusion::config::Dialect;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::context::{SQLOptions, SessionState};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, LogicalPlan, Union, cast as cast_expr, lit};
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};

use super::rows::Kept;
use super::{Brought, ReadFrom, table};
use crate::result::{ColumnType, Incoming, LocalFile, ResultColumn, Shape, summarise};
use crate::{Error, Result};

/// Bytes that a query may hold while it works; what it can it then puts on the disk.
const MOST_WORKED: usize = 512 << 20;
/// Rows of an answer, as of any result.
const MOST_ROWS: i64 = 5_000_000;

/// The columns of a query.
pub(super) async fn plan(data_dir: PathBuf, sql: String, kept: Arc<Vec<Kept>>) -> Result<Vec<ResultColumn>> {
    on_engine(async move {
        let (_, plan, _) = planned(&data_dir, &sql, &kept).await?;
        let schema = Shape::of(plan.schema().as_arrow());
        Ok(schema.columns)
    })
    .await
}

/// Which kept results stand behind each of these queries.
pub(super) async fn marks(queries: Vec<String>, kept: Arc<Vec<Kept>>) -> Result<Vec<Result<String>>> {
    on_engine(async move {
        let state = SessionContext::new_with_config(config()).state();
        let mark = |sql: &String| {
            let (_, tables) = named(&state, sql)?;
            let runs = tables.iter().map(|(schema, table)| behind(&kept, schema, table));
            Ok(mark(&runs.collect::<Result<Vec<_>>>()?.concat()))
        };
        Ok(queries.iter().map(mark).collect())
    })
    .await
}

/// Runs a query into a file of its own.
pub(super) async fn run(data_dir: PathBuf, sql: String, kept: Arc<Vec<Kept>>) -> Result<Brought> {
    on_engine(async move {
        let (context, plan, read) = planned(&data_dir, &sql, &kept).await?;
        let shape = Shape::of(plan.schema().as_arrow());
        let frame = DataFrame::new(context.state(), plan);
        let mut stream = frame.execute_stream().await.map_err(|error| told(&error))?;
        let incoming = Incoming::new(&data_dir, &format!("kept-{}", uuid::Uuid::now_v7()))?;
        let mut writer = LocalFile::begin(incoming, shape.schema.clone())?;
        let mut rows = 0_i64;
        while let Some(batch) = stream.next().await {
            let batch = shape.fit(&batch.map_err(|error| told(&error))?)?;
            rows += i64::try_from(batch.num_rows()).unwrap_or(i64::MAX);
            if rows > MOST_ROWS {
                return Err(Error::new("kept.too_large", "The query brings more than five million rows.")
                    .next("Group them, or add a LIMIT."));
            }
            writer.write(&batch)?;
        }
        let file = writer.end()?;
        let summary = summarise(&file, rows, shape.columns)?;
        Ok(Brought { file, summary, read })
    })
    .await
}

async fn on_engine<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    amc_sql::on_engine(work).await.map_err(|_| Error::internal("the query engine met a defect"))?
}

/// The plan of a query that only reads, with the tables that it names.
async fn planned(data_dir: &Path, sql: &str, kept: &[Kept]) -> Result<(SessionContext, LogicalPlan, ReadFrom)> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(MOST_WORKED)))
        .build_arc()
        .map_err(|error| told(&error))?;
    let context = SessionContext::new_with_config_rt(config(), runtime);
    let (statement, tables) = named(&context.state(), sql)?;
    let (mut results, mut all) = (0, Vec::new());
    for (schema, table) in &tables {
        let runs = behind(kept, schema, table)?;
        results += register(&context, data_dir, schema, table, &runs).await?;
        all.extend(runs);
    }
    let days = all.iter().map(|run| &run.window_start).min().zip(all.iter().map(|run| &run.window_end).max());
    let read = ReadFrom {
        results,
        days: days.map(|(first, last)| (first.clone(), last.clone())),
        run_at: all.iter().map(|run| run.created_at).max(),
    };
    let plan = context.state().statement_to_plan(statement).await.map_err(|error| told(&error))?;
    let only_read = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    only_read.verify_plan(&plan).map_err(|_| {
        Error::new("kept.sql", "Kept results can be read only.").next("Begin the query with SELECT or WITH.")
    })?;
    Ok((context, plan, read))
}

fn config() -> SessionConfig {
    SessionConfig::new()
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true)
        .with_default_catalog_and_schema("kept", "latest")
        .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
        .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false)
        .set_bool("datafusion.sql_parser.collect_spans", true)
}

/// A query, and the tables that it names by schema and name: one may be named with its schema and without.
fn named(state: &SessionState, sql: &str) -> Result<(Statement, BTreeSet<(String, String)>)> {
    let statement = state.sql_to_statement(sql, &Dialect::Generic).map_err(|error| told(&error))?;
    let named = state.resolve_table_references(&statement).map_err(|error| told(&error))?;
    let table =
        |reference: TableReference| (reference.schema().unwrap_or("latest").to_owned(), reference.table().to_owned());
    Ok((statement, named.into_iter().map(table).collect()))
}

/// The results behind a table that a query names.
fn behind<'a>(kept: &'a [Kept], schema: &str, table: &str) -> Result<Vec<&'a Kept>> {
    let known = ["latest", "runs", "result"].iter().any(|known| schema.eq_ignore_ascii_case(known));
    table::behind(kept, schema, table).filter(|_| known).ok_or_else(|| {
        Error::new("kept.no_table", format!("No result of “{table}” is kept."))
            .next("Choose a table of the list: latest.\"name\", runs.\"name\", or result.\"id of a run\".")
    })
}

/// A result that is fetched again lies in another file, so that files stand for what is in them.
fn mark(runs: &[&Kept]) -> String {
    let paths: BTreeSet<&str> = runs.iter().map(|run| run.path.as_str()).collect();
    let mut hasher = Sha256::new();
    for path in paths {
        hasher.update(path);
        hasher.update([0]);
    }
    hex::encode(hasher.finalize())
}

/// Makes a table known that a query names; how many of its results are there to be read.
async fn register(context: &SessionContext, data_dir: &Path, schema: &str, table: &str, runs: &[&Kept]) -> Result<u32> {
    let columns = table::columns(runs);
    let mut parts = Vec::with_capacity(runs.len());
    for run in runs {
        // A file that somebody took away leaves the others to be read.
        if data_dir.join(&run.path).exists() {
            parts.push(Arc::new(part(context, data_dir, run, &columns).await?));
        }
    }
    let results = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let provider = match parts.len() {
        0 => {
            let fields: Vec<Field> =
                columns.iter().map(|column| Field::new(&column.name, kind(column).arrow(), true)).collect();
            let empty = MemTable::try_new(Arc::new(Schema::new(fields)), vec![vec![]]);
            Arc::new(empty.map_err(|error| told(&error))?) as _
        }
        1 => DataFrame::new(context.state(), Arc::unwrap_or_clone(parts.remove(0))).into_view(),
        _ => {
            let union = Union::try_new_with_loose_types(parts).map_err(|error| told(&error))?;
            DataFrame::new(context.state(), LogicalPlan::Union(union)).into_view()
        }
    };
    let catalog = context.catalog("kept").ok_or_else(|| Error::internal("the engine has no catalogue"))?;
    if catalog.schema(schema).is_none() {
        let made = Arc::new(datafusion::catalog::MemorySchemaProvider::new());
        catalog.register_schema(schema, made).map_err(|error| told(&error))?;
    }
    let place = TableReference::partial(schema.to_owned(), table.to_owned());
    context.register_table(place, provider).map_err(|error| told(&error))?;
    Ok(results)
}

/// The rows of one result with these columns: its own, and those that say which run it is.
async fn part(context: &SessionContext, data_dir: &Path, run: &Kept, columns: &[ResultColumn]) -> Result<LogicalPlan> {
    // As an address: in a path a `*` or a `[` would stand for other files.
    let path = data_dir.join(&run.path);
    let address = url::Url::from_file_path(&path).map_err(|()| Error::internal("the data folder has no address"))?;
    let read = context.read_parquet(address.to_string(), ParquetReadOptions::default()).await;
    let read = read.map_err(|error| told(&error))?;
    let run_columns = columns.len().saturating_sub(table::RUN_COLUMNS.len());
    let day = |text: &str| {
        let epoch = NaiveDate::default();
        text.parse::<NaiveDate>().ok().and_then(|day| i32::try_from((day - epoch).num_days()).ok())
    };
    let of_run = [
        ScalarValue::Utf8(Some(run.instance_name.clone())),
        ScalarValue::Date32(day(&run.window_start)),
        ScalarValue::Date32(day(&run.window_end)),
        ScalarValue::TimestampMicrosecond(Some(run.created_at * 1_000), None),
    ];
    let mut chosen = Vec::with_capacity(columns.len());
    for column in columns.iter().take(run_columns) {
        let wanted = kind(column).arrow();
        let own = run.columns.iter().find(|own| own.name == column.name);
        let value = match own {
            None => cast_expr(lit(ScalarValue::Null), wanted),
            Some(own) if own.data_type == column.data_type => Expr::Column(Column::from_name(&column.name)),
            Some(_) => cast_expr(Expr::Column(Column::from_name(&column.name)), wanted),
        };
        chosen.push(value.alias(&column.name));
    }
    for (column, value) in columns.iter().skip(run_columns).zip(of_run) {
        chosen.push(lit(value).alias(&column.name));
    }
    let selected = read.select(chosen).map_err(|error| told(&error))?;
    Ok(selected.into_unoptimized_plan())
}

fn kind(column: &ResultColumn) -> ColumnType {
    ColumnType::declared(&column.data_type).unwrap_or(ColumnType::Text)
}

/// What the engine says, in words of ours around its own, with the place where it knows one.
fn told(error: &DataFusionError) -> Error {
    let words = error.strip_backtrace();
    if matches!(error.find_root(), DataFusionError::ResourcesExhausted(_)) {
        return Error::new("kept.too_large", "The query needs more memory than there is for it.")
            .next("Read fewer results, or group earlier.")
            .raw(words);
    }
    let first = words.lines().next().unwrap_or_default();
    let said = first.rsplit_once("error: ").map_or(first, |(_, said)| said).trim_end_matches('.').to_owned();
    let mut told = Error::new("kept.sql", format!("The query cannot run: {said}."))
        .next("Correct it and run it again. Names with capitals or blanks stand in double quotes.")
        .raw(words.clone());
    let place = |at: datafusion::common::Location| Some((u32::try_from(at.line).ok()?, u32::try_from(at.column).ok()?));
    let diagnosed = error.diagnostic().and_then(|found| found.span).map(|span| (place(span.start), place(span.end)));
    if let Some((Some((line, column)), end)) = diagnosed {
        (told.details.line, told.details.column) = (Some(line), Some(column));
        (told.details.end_line, told.details.end_column) = end.unzip();
    } else if let Some((line, column)) = parsed_place(&words) {
        (told.details.line, told.details.column) = (Some(line), Some(column));
    }
    told
}

/// The place in what the parser says: `… at Line: 1, Column: 8`.
fn parsed_place(words: &str) -> Option<(u32, u32)> {
    let (_, rest) = words.split_once("Line: ")?;
    let (line, rest) = rest.split_once(", Column: ")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((line.parse().ok()?, rest.get(..digits)?.parse().ok()?))
}
