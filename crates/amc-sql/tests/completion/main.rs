//! What is proposed at a cursor, written `|` in the statements.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, LazyLock};

use amc_sql::{
    Completion, CompletionKind,
    catalogue::{Catalogue, ExtraColumn, ExtraTable, FieldKind, FieldType, ScalarType},
    complete,
};

mod broken;
mod clauses;
mod relations;

static EMBEDDED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// Two tables of one's own: `orders` and `shops`.
static SMALL: LazyLock<Catalogue> = LazyLock::new(|| {
    let column = |name: &str, data_type, kind| ExtraColumn {
        name: name.to_owned(),
        data_type: Some(data_type),
        kind,
        description: String::new(),
    };
    let (text, long) = (FieldType::STRING, FieldType::Scalar(ScalarType::Long));
    let table = |name: &str, columns| ExtraTable { name: name.to_owned(), description: None, amazon: false, columns };
    Catalogue::default().with_data_sources(&[
        table(
            "orders",
            vec![
                column("city", text, FieldKind::Dimension),
                column("shop_id", text, FieldKind::Dimension),
                column("amount", long, FieldKind::Metric),
                column("rank of order", long, FieldKind::Dimension),
            ],
        ),
        table(
            "shops",
            vec![
                column("shop_id", text, FieldKind::Dimension),
                column("owner", text, FieldKind::Dimension),
                column("select", text, FieldKind::Dimension),
            ],
        ),
    ])
});

fn at(marked: &str, catalogue: &Catalogue) -> Vec<Completion> {
    let place = marked.find('|').unwrap();
    let (before, sql) = (&marked[..place], marked.replacen('|', "", 1));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    complete(&sql, before.matches('\n').count() + 1, before[line_start..].chars().count() + 1, catalogue)
}

fn of_kind(marked: &str, kind: CompletionKind) -> Vec<String> {
    let offered = at(marked, &SMALL).into_iter();
    offered.filter(|offered| offered.kind == kind).map(|offered| offered.label).collect()
}

fn columns(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Column)
}

fn keywords(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Keyword)
}

fn functions(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Function)
}

fn tables(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Table)
}

fn one(marked: &str, label: &str) -> Completion {
    let mut found = at(marked, &SMALL).into_iter().filter(|offered| offered.label == label);
    let first = found.next().unwrap_or_else(|| panic!("`{label}` is not offered in {marked}"));
    assert_eq!(found.next(), None);
    first
}

const ORDERS: [&str; 4] = ["city", "shop_id", "amount", "rank of order"];
