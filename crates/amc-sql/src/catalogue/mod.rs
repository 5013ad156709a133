//! The catalogue of AMC's tables: read from the Markdown files in `amc_dataset/`, which are built into the program, and
//! extended by what an instance reports of itself.

mod extra;
mod markdown;
mod model;
mod parse;
mod validate;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

pub use extra::{ExtraColumn, ExtraTable};
pub use model::{
    Example, Field, FieldKind, FieldType, Origin, Relation, RelationKind, ScalarType, Standing, Table, TableShape,
    TableStatus, Threshold, UnknownWord,
};

mod files {
    include!(concat!(env!("OUT_DIR"), "/dataset.rs"));
}

/// Something wrong in a dataset file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DatasetError {
    /// File name without folder.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Everything that is wrong in the dataset, in order of file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetErrors(pub Vec<DatasetError>);

impl fmt::Display for DatasetErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for DatasetErrors {}

/// Tables by name. Cheap to share behind an [`Arc`]; never changes once made.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    tables: Vec<Arc<Table>>,
    /// By lower-case name, the audience twins included.
    by_name: HashMap<String, Arc<Table>>,
}

impl Catalogue {
    /// The catalogue built into the program, parsed at the first call.
    ///
    /// # Errors
    /// All faults of the dataset files. The tests prove that there are none, so a caller may treat this as a damaged build.
    pub fn embedded() -> Result<Arc<Self>, DatasetErrors> {
        static PARSED: OnceLock<Result<Arc<Catalogue>, DatasetErrors>> = OnceLock::new();
        PARSED
            .get_or_init(|| Self::parse_files(files::FILES.iter().copied()).map(Arc::new).map_err(DatasetErrors))
            .clone()
    }

    /// Parses dataset files, given as file name (without folder) and text.
    ///
    /// # Errors
    /// Every fault of every file, ordered by file and line.
    pub fn parse_files<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<Self, Vec<DatasetError>>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let mut errors = Vec::new();
        let drafts: Vec<_> =
            files.into_iter().map(|(file, text)| parse::file(file.as_ref(), text.as_ref(), &mut errors)).collect();
        validate::together(&drafts, &mut errors);
        if errors.is_empty() {
            Ok(Self::of(drafts.into_iter().map(|draft| Arc::new(draft.table)).collect()))
        } else {
            errors.sort();
            errors.dedup();
            Err(errors)
        }
    }

    /// The tables for analytics, by name. Audience twins are left out; [`Self::table`] finds them.
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The table of this name, whatever its case. An audience twin is found as well: it has its base table's fields and
    /// says in `audience_of` whose twin it is.
    pub fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.by_name.get(&name.to_ascii_lowercase())
    }

    /// This catalogue with what one instance reports (all pages of its data sources) merged into it.
    ///
    /// Tables of the dataset that the instance lists become available, all others unavailable. Columns that the dataset does
    /// not know are added. A table that Amazon does not own replaces one of the same name (Amazon's contract: an uploaded
    /// table wins). A list without a table changes nothing.
    pub fn with_data_sources(&self, extra: &[ExtraTable]) -> Self {
        extra::merge(self, extra)
    }

    fn of(mut tables: Vec<Arc<Table>>) -> Self {
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        let mut by_name: HashMap<_, _> = tables
            .iter()
            .filter_map(|table| audience_twin(table))
            .map(|twin| (twin.name.clone(), Arc::new(twin)))
            .collect();
        for table in &tables {
            by_name.insert(table.name.to_ascii_lowercase(), Arc::clone(table));
        }
        Self { tables, by_name }
    }
}

/// Amazon gives most tables a twin for audience queries with the same fields under another name.
fn audience_twin(table: &Table) -> Option<Table> {
    let name = table.audience_table.clone()?;
    Some(Table {
        name,
        display_name: format!("{} (for audiences)", table.display_name),
        audience_table: None,
        audience_of: Some(table.name.clone()),
        examples: Vec::new(),
        relations: Vec::new(),
        ..table.clone()
    })
}
