//! What a person says of a dashboard, and what its widgets show.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::result::{FilterOperator, ResultSummary};
use crate::{Error, Result};

const MOST_WIDGETS: usize = 50;
const MOST_FILTERS: usize = 20;
/// Values of a filter, as of a filter of rows.
const MOST_VALUES: usize = 1_000;
/// Bytes of a dashboard: it travels to the window with the columns of its widgets, at once.
const MOST_BYTES: usize = 1 << 20;
/// Columns and rows of the layout.
const WIDEST: u32 = 12;
const HIGHEST: u32 = 24;

/// What a widget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WidgetKind {
    /// Rows.
    Table,
    /// A picture or figures.
    Chart,
    /// Words.
    Text,
}

/// A part of a dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Widget {
    /// Its id, made by whoever makes it: letters, digits and hyphens, up to 64.
    pub id: String,
    /// What it is.
    pub kind: WidgetKind,
    /// What stands above it; may be empty.
    pub title: String,
    /// The query over kept results that brings its rows; empty in a text.
    pub sql: String,
    /// How its rows are drawn, in the window's own words; none leaves it to the window.
    pub chart: Option<String>,
    /// The words of a text; else empty.
    pub text: String,
    /// How many of twelve columns it takes, from 1 on.
    pub width: u32,
    /// How many rows of the layout, 1 to 24.
    pub height: u32,
}

/// Keeps rows of all widgets that have the column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct DashboardFilter {
    /// The name of the column.
    pub column: String,
    /// How its cells are looked at.
    pub operator: FilterOperator,
    /// As in [`ResultFilter`](crate::result::ResultFilter).
    pub values: Vec<String>,
}

/// What a person says of a dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct DashboardSpec {
    /// Its name.
    pub name: String,
    /// What it shows, in the order in which it is laid out: up to 50.
    pub widgets: Vec<Widget>,
    /// All have to hold: up to 20.
    pub filters: Vec<DashboardFilter>,
}

/// A dashboard of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DashboardSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many widgets it has.
    pub widgets: u32,
    /// When the queries of its widgets ran, the one longest ago, in UTC milliseconds; none where one never did.
    #[specta(type = Option<Number>)]
    pub refreshed_at: Option<i64>,
    /// When it was last changed, likewise.
    #[specta(type = Number)]
    pub changed_at: i64,
}

/// What the query of a widget brought when it ran last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WidgetRows {
    /// The widget.
    pub widget_id: String,
    /// What the rows are read under, as those of an execution; another after each refresh.
    pub rows_id: Option<String>,
    /// The rows; none where the query never brought any.
    pub result: Option<ResultSummary>,
    /// Why the last refresh brought none; rows of an earlier one stay.
    pub error: Option<Error>,
    /// When the rows were brought, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub read_at: Option<i64>,
    /// How many kept results they were read from.
    pub results: u32,
    /// The first day that those cover.
    pub first_day: Option<String>,
    /// The last day that those cover.
    pub last_day: Option<String>,
    /// The day until which Amazon attributes sales to those days; none once it is past.
    pub grows_until: Option<String>,
    /// When the newest of them was begun, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub run_at: Option<i64>,
    /// Whether another refresh would bring other rows: results came or went, or the query was changed.
    pub outdated: bool,
}

/// A dashboard with what the queries of its widgets brought last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DashboardDetail {
    /// Its id.
    pub id: String,
    /// When it was last changed by a person, in UTC milliseconds.
    #[specta(type = Number)]
    pub changed_at: i64,
    /// What is known of each widget that has a query, in the order of the widgets.
    pub rows: Vec<WidgetRows>,
    /// What a person says of it.
    #[serde(flatten)]
    pub spec: DashboardSpec,
}

impl DashboardSpec {
    /// The same trimmed.
    ///
    /// # Errors
    /// `invalid` for what cannot be kept.
    pub(super) fn tidy(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        if self.name.is_empty() || self.name.chars().count() > 100 {
            return Err(Error::invalid("A dashboard needs a name of at most 100 characters.").next("Give it a name."));
        }
        if self.widgets.len() > MOST_WIDGETS {
            return Err(Error::invalid(format!("A dashboard has at most {MOST_WIDGETS} widgets."))
                .next("Put some into another dashboard."));
        }
        if self.filters.len() > MOST_FILTERS || self.filters.iter().any(|filter| filter.values.len() > MOST_VALUES) {
            return Err(Error::invalid(format!(
                "A dashboard has at most {MOST_FILTERS} filters of {MOST_VALUES} values each."
            ))
            .next("Take some away."));
        }
        let mut seen = HashSet::new();
        for widget in &mut self.widgets {
            widget.title = widget.title.trim().to_owned();
            widget.fits()?;
            if !seen.insert(widget.id.clone()) {
                return Err(Error::invalid("Two widgets have the same id."));
            }
        }
        let bytes = serde_json::to_vec(&self).map_or(usize::MAX, |text| text.len());
        if bytes > MOST_BYTES {
            return Err(Error::invalid("The dashboard is too long to be kept (1 MiB).")
                .next("Shorten its queries, or put some widgets into another dashboard."));
        }
        Ok(self)
    }
}

impl Widget {
    fn fits(&self) -> Result<()> {
        let named = || if self.title.is_empty() { "A widget".to_owned() } else { format!("“{}”", self.title) };
        let signs = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if self.id.is_empty() || self.id.len() > 64 || !signs(&self.id) {
            return Err(Error::invalid("This is no id of a widget."));
        }
        if self.title.chars().count() > 200 {
            return Err(Error::invalid("A widget's title has at most 200 characters.").next("Shorten it."));
        }
        if !(1..=WIDEST).contains(&self.width) || !(1..=HIGHEST).contains(&self.height) {
            return Err(Error::invalid(format!(
                "{} is to take 1 to {WIDEST} columns and 1 to {HIGHEST} rows.",
                named()
            )));
        }
        let is_text = self.kind == WidgetKind::Text;
        if !is_text && self.sql.trim().is_empty() {
            return Err(Error::invalid(format!("{} has no query.", named()))
                .next("Choose where its rows come from, or write a query."));
        }
        if is_text && !self.sql.is_empty() {
            return Err(Error::invalid(format!("{} is a text and has no query.", named())));
        }
        Ok(())
    }
}
