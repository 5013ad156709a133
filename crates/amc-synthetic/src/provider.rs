//! A table for the engine, whose file is made at the first scan.

use std::{fmt, sync::Arc};

use amc_sql::catalogue::Table;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::{
    catalog::{Session, TableProvider},
    datasource::{
        file_format::parquet::ParquetFormat,
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    error::{DataFusionError, Result},
    logical_expr::{Expr, TableProviderFilterPushDown, TableType},
    physical_plan::ExecutionPlan,
};
use tokio::sync::OnceCell;

use super::{DataError, instance::Maker, write::schema};

/// A table of an instance.
pub(super) struct EventTable {
    maker: Arc<Maker>,
    table: Arc<Table>,
    schema: SchemaRef,
    file: OnceCell<ListingTable>,
}

impl EventTable {
    pub(super) fn new(maker: Arc<Maker>, table: Arc<Table>) -> Self {
        let schema = read_as(&schema(&table));
        Self { maker, table, schema, file: OnceCell::new() }
    }

    async fn file(&self) -> Result<&ListingTable> {
        self.file.get_or_try_init(|| self.open()).await
    }

    async fn open(&self) -> Result<ListingTable> {
        let (maker, table) = (Arc::clone(&self.maker), Arc::clone(&self.table));
        let made = tokio::task::spawn_blocking(move || maker.file(&table)).await;
        let path = made
            .map_err(|error| DataError::Interrupted(error.to_string()))
            .and_then(|made| made)
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        // As a URL, because a plain path with brackets or stars would be taken for a pattern.
        let absolute = std::path::absolute(&path)?;
        let url = url::Url::from_file_path(&absolute)
            .map_err(|()| DataFusionError::Plan(format!("{} cannot be written as a URL", absolute.display())))?;
        let url = ListingTableUrl::parse(url)?;
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
        let config = ListingTableConfig::new(url).with_listing_options(options).with_schema(Arc::clone(&self.schema));
        ListingTable::try_new(config)
    }
}

/// The columns of a file as the engine reads them: text as views into the pages it stands in, so that what groups and joins by
/// long ids copies none of them.
fn read_as(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Field::new(field.name(), DataType::Utf8View, field.is_nullable()),
        _ => field.as_ref().clone(),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

impl fmt::Debug for EventTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for EventTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.file().await?.scan(state, projection, filters, limit).await
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // Statistics skip row groups and pages; the engine filters what is left.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}
