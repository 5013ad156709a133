//! Executes a statement over local tables, on DataFusion.

mod around;
mod engine;
mod lateral;
mod marks;
mod only;
mod pool;
mod users;
mod window;

use std::{collections::BTreeMap, fmt, sync::Arc};

use chrono::{NaiveDateTime, Utc};
use chrono_tz::Tz;
use datafusion::{
    arrow::{
        compute::cast,
        datatypes::{DataType, Field, Schema, SchemaRef},
        error::ArrowError,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    catalog::TableProvider,
    common::TableReference,
    error::DataFusionError,
    execution::{memory_pool::FairSpillPool, runtime_env::RuntimeEnvBuilder},
    physical_plan::{ExecutionPlan, execute_stream},
    prelude::{SessionConfig, SessionContext},
    sql::{parser::Statement as DfStatement, sqlparser::ast::Statement},
};
use futures::TryStreamExt as _;
use serde_json::Value as Json;

use crate::{
    catalogue::{Catalogue, FieldType},
    check::{Analysed, Bindings, OutputColumn, RowNeed, analyse, on_big_stack},
    diagnostic::Diagnostic,
    functions::register,
    parameter::{Parameter, ParameterDeclaration, ParameterError, literal},
    types::SqlType,
};

/// Bytes that the engine may hold while it works; what it can it then puts on the disk. A run shares its process with an application.
const MOST_WORKED: usize = 1 << 30;
/// Bytes of an answer.
const MOST_ANSWERED: usize = 1 << 30;

pub use pool::on_engine;
pub use users::{RowUsers, UserPath};

/// Where a run finds its tables.
pub trait TableSource: Send + Sync {
    /// The rows of a table, named in lower case as in the catalogue; `None` if there are none. Columns are found by name, whatever their case,
    /// and converted to [`arrow_type`] where they differ; columns that are missing read as NULL.
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>>;
}

/// The Arrow type that a field has in local tables unless its provider chooses another that casts to it.
pub fn arrow_type(field: FieldType) -> DataType {
    SqlType::from(field).to_arrow()
}

/// The time that a run covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// First moment, included, on the clock of `time_zone`.
    pub start: NaiveDateTime,
    /// Last moment, excluded, on the clock of `time_zone`.
    pub end: NaiveDateTime,
    /// The zone in which `start` and `end` are meant.
    pub time_zone: Tz,
}

/// What a run needs.
#[derive(Clone)]
pub struct RunOptions {
    /// Tables and columns.
    pub catalogue: Arc<Catalogue>,
    /// Rows.
    pub tables: Arc<dyn TableSource>,
    /// Events outside are not seen.
    pub window: TimeWindow,
    /// Values by parameter name. Every parameter of the statement needs one.
    pub parameters: BTreeMap<String, Json>,
    /// Types of the parameters; `None` infers them.
    pub declared: Option<Vec<ParameterDeclaration>>,
    /// Threads to plan for; 0 takes as many as the machine has.
    pub threads: usize,
    /// Whether to find out which users stand behind each row, and how many of a row are told apart at most.
    pub count_users: Option<usize>,
}

impl TimeWindow {
    /// The end on the clock of UTC.
    pub(crate) fn end_in_utc(&self) -> NaiveDateTime {
        window::in_utc(self.end, self.time_zone)
    }
}

impl RunOptions {
    /// A run without parameters on all threads.
    pub fn new(catalogue: Arc<Catalogue>, tables: Arc<dyn TableSource>, window: TimeWindow) -> Self {
        Self { catalogue, tables, window, parameters: BTreeMap::new(), declared: None, threads: 0, count_users: None }
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions").field("window", &self.window).finish_non_exhaustive()
    }
}

/// What a run answers.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// Schema of the batches; names as written in the statement.
    pub schema: SchemaRef,
    /// Rows.
    pub batches: Vec<RecordBatch>,
    /// Columns with their types and privacy classes.
    pub output: Vec<OutputColumn>,
    /// How many users AMC wants behind a row; `None` for a query for audiences.
    pub row_need: Option<RowNeed>,
    /// The users behind the rows, if they were asked for.
    pub users: Option<RowUsers>,
}

impl RunResult {
    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Why a run did not answer.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The statement has errors; all findings are listed.
    #[error("{}", first_error(.0))]
    Refused(Vec<Diagnostic>),
    /// A parameter has no value.
    #[error("The parameter {} has no value.", .0.name)]
    MissingParameter(Parameter),
    /// A parameter has a value that does not fit its type.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// There are no local rows for a table.
    #[error("There are no local rows for the table {0}.")]
    NoRows(String),
    /// The window ends before it starts.
    #[error("The time window ends before it starts.")]
    EmptyWindow,
    /// The statement is right but the local engine cannot run it, or failed while it did. The sentence leaves out the engine's own words, which the
    /// source has.
    #[error("The local engine cannot run this statement: {}.", engine::reason(.0))]
    Engine(#[from] Box<DataFusionError>),
}

impl From<DataFusionError> for RunError {
    fn from(error: DataFusionError) -> Self {
        Self::Engine(Box::new(error))
    }
}

fn first_error(diagnostics: &[Diagnostic]) -> String {
    match diagnostics.iter().min_by_key(|diagnostic| diagnostic.severity) {
        Some(first) => format!("Line {}, column {}: {}", first.line, first.column, first.message),
        None => "The statement could not be checked.".to_owned(),
    }
}

/// Executes a statement, on threads of the crate's own. Dropping the future ends the run.
///
/// # Errors
/// See [`RunError`].
pub async fn run(sql: &str, options: &RunOptions) -> Result<RunResult, RunError> {
    let (sql, options) = (sql.to_owned(), options.clone());
    pool::on_engine(async move { execute(&sql, &options).await }).await?
}

async fn execute(sql: &str, options: &RunOptions) -> Result<RunResult, RunError> {
    let window = options.window;
    if window.end <= window.start {
        return Err(RunError::EmptyWindow);
    }
    let analysed = prepare(sql, options)?;
    let context = session(options.threads)?;
    for (name, read) in &analysed.reads {
        let frame = window::table(&context, read, options)?;
        context.register_table(TableReference::bare(name.as_str()), frame.into_view())?;
    }
    let Some(query) = analysed.query else { return Err(RunError::Refused(analysed.report.diagnostics)) };
    let statement = DfStatement::Statement(Box::new(Statement::Query(query)));
    let plan = context.state().statement_to_plan(statement).await?;
    let plan = marks::marked(lateral::unnested(only::one(around::seen(plan)?)?)?)?;
    let width = plan.schema().fields().len();
    let (planned, answered, mut users) = match options.count_users {
        Some(most) => {
            let (followed, users) = users::follow(plan.clone(), &context, &analysed.reads, most);
            // What the engine cannot plan for the users it may still plan for the statement.
            let (physical, users) = match context.state().create_physical_plan(&followed).await {
                Ok(physical) => (physical, users),
                Err(_) => (context.state().create_physical_plan(&plan).await?, RowUsers::lost()),
            };
            let (planned, answered) = rows(&context, physical).await?;
            (planned, answered, Some(users))
        }
        None => {
            let physical = context.state().create_physical_plan(&plan).await?;
            let (planned, answered) = rows(&context, physical).await?;
            (planned, answered, None)
        }
    };
    let output = analysed.report.output;
    let fields = planned.fields().iter().take(width).enumerate().map(|(index, field)| {
        let name = output.get(index).map_or_else(|| field.name().clone(), |column| column.name.clone());
        let promised = output.get(index).map(|column| &column.data_type);
        Field::new(name, as_promised(plain(field.data_type()), promised), true)
    });
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut batches = Vec::new();
    for batch in answered {
        if let Some(users) = &mut users {
            users.read(&batch, width);
        }
        batches.push(named(&batch, &schema).map_err(DataFusionError::from)?);
    }
    Ok(RunResult { schema, batches, output, row_need: analysed.report.row_need, users })
}

/// The rows of a plan, and their schema: only the physical plan has the types that branches and parts of a UNION agree on; before, the first one's
/// type stands for all.
async fn rows(
    context: &SessionContext,
    plan: Arc<dyn ExecutionPlan>,
) -> Result<(SchemaRef, Vec<RecordBatch>), DataFusionError> {
    let planned = plan.schema();
    let mut stream = execute_stream(plan, context.task_ctx())?;
    let (mut batches, mut bytes) = (Vec::new(), 0_usize);
    while let Some(batch) = stream.try_next().await? {
        bytes = bytes.saturating_add(batch.get_array_memory_size());
        if bytes > MOST_ANSWERED {
            return Err(DataFusionError::ResourcesExhausted("the answer".to_owned()));
        }
        batches.push(batch);
    }
    Ok((planned, batches))
}

/// Checks twice: first to learn the types of the parameters, then with their values in place.
fn prepare(sql: &str, options: &RunOptions) -> Result<Analysed, RunError> {
    let declared = options.declared.as_deref().unwrap_or_default();
    let lost = || RunError::Refused(Vec::new());
    let first = on_big_stack(|| analyse(sql, &options.catalogue, declared, None)).ok_or_else(lost)?;
    if !first.report.ok() {
        return Err(RunError::Refused(first.report.diagnostics));
    }
    let mut parameters = BTreeMap::new();
    for used in &first.report.parameters {
        let value = options
            .parameters
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&used.name))
            .map(|(_, value)| value)
            .ok_or_else(|| RunError::MissingParameter(used.clone()))?;
        parameters.insert(used.name.to_lowercase(), literal(used, value)?);
    }
    let bindings = Bindings {
        parameters,
        window_start: options.window.start,
        window_end: options.window.end,
        now: Utc::now().naive_utc(),
    };
    let types: Vec<ParameterDeclaration> = first
        .report
        .parameters
        .iter()
        .map(|used| ParameterDeclaration { name: used.name.clone(), data_type: used.data_type })
        .collect();
    let second = on_big_stack(|| analyse(sql, &options.catalogue, &types, Some(&bindings))).ok_or_else(lost)?;
    if !second.report.ok() {
        return Err(RunError::Refused(second.report.diagnostics));
    }
    Ok(second)
}

fn session(threads: usize) -> Result<SessionContext, RunError> {
    let mut config = SessionConfig::new().with_information_schema(false);
    // The rule confuses a column with the field of a row that is given the column's name.
    config.options_mut().optimizer.enable_leaf_expression_pushdown = false;
    if threads > 0 {
        config = config.with_target_partitions(threads);
    }
    let pool = Arc::new(FairSpillPool::new(MOST_WORKED));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc()?;
    let mut context = SessionContext::new_with_config_rt(config, runtime);
    register(&mut context)?;
    Ok(context)
}

/// The engine's other layouts of text are of no use to a reader of results.
fn plain(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
        // A column of nothing but NULL has no type of its own.
        DataType::Null => DataType::Utf8,
        other => other.clone(),
    }
}

/// A number in the type that the check says its column has, where that holds more than the engine's own.
fn as_promised(data_type: DataType, promised: Option<&SqlType>) -> DataType {
    match promised {
        Some(wide) if data_type.is_numeric() && (*wide == SqlType::DOUBLE || *wide == SqlType::LONG) => wide.to_arrow(),
        _ => data_type,
    }
}

fn named(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| cast(column, field.data_type()))
        .collect::<Result<Vec<_>, _>>()?;
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &rows)
}
