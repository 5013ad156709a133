//! Statements made at random out of the catalogue check, run, and keep their answer's columns through the formatter.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, LazyLock};

use amc_sql::{
    CheckOptions, Severity,
    catalogue::{Catalogue, Field, FieldKind, FieldType, ScalarType, Table},
    check, format,
};
use proptest::prelude::*;

mod small;

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Catalogue::embedded().unwrap());
static TABLES: LazyLock<Arc<small::Small>> = LazyLock::new(|| Arc::new(small::Small::new(&CATALOGUE)));

/// Choices, taken one after the other.
struct Dice(std::vec::IntoIter<u16>);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % limit.max(1)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

fn dimensions(table: &Table) -> Vec<&Field> {
    let scalar =
        |field: &&Field| !matches!(field.data_type, FieldType::Array(_) | FieldType::Scalar(ScalarType::Binary));
    table.fields.iter().filter(|field| field.kind == FieldKind::Dimension).filter(scalar).collect()
}

fn measure(dice: &mut Dice, table: &Table, alias: &str) -> String {
    let metrics: Vec<_> = table.fields.iter().filter(|field| field.kind == FieldKind::Metric).collect();
    if metrics.is_empty() || dice.below(4) == 0 {
        return format!("COUNT(DISTINCT {alias}{})", table.fields[dice.below(table.fields.len())].name);
    }
    let metric = format!("{alias}{}", dice.pick(&metrics).name);
    match dice.below(6) {
        0 => format!("MAX({metric})"),
        1 => format!("SUM(IF({metric} > 1, {metric}, 0))"),
        2 => format!("ROUND(SUM({metric}) / COUNT(*), 2)"),
        3 => format!("AVG(COALESCE({metric}, 0))"),
        4 => format!("SUM(CASE WHEN {metric} IS NULL THEN 0 ELSE {metric} END)"),
        _ => format!("SUM({metric})"),
    }
}

/// A condition on a dimension that every class allows.
fn condition(dice: &mut Dice, field: &Field, alias: &str) -> String {
    let name = format!("{alias}{}", field.name);
    if !field.threshold.comparable_with_literal() {
        return format!("{name} IS NOT NULL");
    }
    match field.data_type.scalar() {
        ScalarType::String => match dice.below(4) {
            0 => format!("{name} LIKE 'a%'"),
            1 => format!("{name} IN ('a', '1', 'it''s')"),
            2 => format!("{name} SIMILAR TO '^[a-c]'"),
            _ => format!("{name} <> 1"),
        },
        ScalarType::Boolean => format!("{name} = TRUE"),
        ScalarType::Date | ScalarType::Timestamp => format!("{name} >= '2026-03-02'"),
        _ => format!("{name} BETWEEN 0 AND 1e6"),
    }
}

fn select(dice: &mut Dice, depth: usize) -> String {
    let tables: Vec<_> = CATALOGUE.tables().iter().filter(|table| !table.fields.is_empty()).collect();
    let table = Arc::clone(*dice.pick(&tables));
    let alias = *dice.pick(&["", "t.", "X."]);
    let keys: Vec<&Field> = {
        let all = dimensions(&table);
        (0..1 + dice.below(3)).map(|_| all[dice.below(all.len())]).collect()
    };
    let mut items: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(nth, key)| match dice.below(4) {
            0 => format!("COALESCE({alias}{}, NULL) AS k{nth}", key.name),
            1 => format!("IF({alias}{} IS NULL, 'none', CONCAT({alias}{}, '')) AS k{nth}", key.name, key.name),
            _ => format!("{alias}{} AS k{nth}", key.name),
        })
        .collect();
    items.push(format!("{} AS m", measure(dice, &table, alias)));
    let named = match alias {
        "" => table.name.clone(),
        alias => format!("{} {}", table.name, alias.trim_end_matches('.').to_lowercase()),
    };
    let from = match dice.below(5) {
        0 => format!("TABLE(EXTEND_TIME_WINDOW('{}', 'P14D', 'P1D')) {}", table.name, alias.trim_end_matches('.')),
        _ => named,
    };
    let filter = match dice.below(3) {
        0 => String::new(),
        1 => format!(" WHERE {}", condition(dice, keys[0], alias)),
        _ if table.field("user_id").is_some() && depth == 0 => {
            format!(" WHERE {alias}user_id IN (SELECT user_id FROM conversions WHERE conversions > 0)")
        }
        _ => format!(" /* '( -- */ WHERE NOT ({})", condition(dice, keys[0], alias)),
    };
    let groups: Vec<String> =
        (0..keys.len()).map(|nth| if dice.below(2) == 0 { (nth + 1).to_string() } else { format!("k{nth}") }).collect();
    format!("SELECT {}\nFROM {from}{filter}\nGROUP BY {} -- keys\n", items.join(",\n  "), groups.join(", "))
}

fn statement(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => {
            let (a, b) = (select(dice, 0), select(dice, 1));
            format!(
                "WITH a AS ({a}), b AS ({b})\nSELECT a.k0, SUM(a.m) AS x, COUNT(b.k0) AS y FROM a LEFT JOIN b ON a.m = b.m GROUP BY 1"
            )
        }
        1 => {
            let (a, b) = (select(dice, 0), select(dice, 1));
            format!(
                "SELECT CONCAT(k, '') AS k, SUM(m) AS m FROM (SELECT CONCAT(k0, '') AS k, m FROM ({a}) UNION ALL SELECT 'b', m FROM ({b})) GROUP BY 1"
            )
        }
        2 => format!(
            "SELECT k0, m, RANK() OVER (PARTITION BY k0 ORDER BY m DESC) AS place FROM (\n{}) AS ranked",
            select(dice, 0)
        ),
        _ => select(dice, 0),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_statement_out_of_the_catalogue_checks_and_runs(choices in prop::collection::vec(any::<u16>(), 60)) {
        let sql = statement(&mut Dice(choices.into_iter()));
        let options = CheckOptions::new(Arc::clone(&CATALOGUE));
        let report = check(&sql, &options);
        let errors: Vec<_> = report.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{sql}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fault = runtime.block_on(small::fault(&sql, &report, &CATALOGUE, &TABLES));
        prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
        let laid_out = format(&sql);
        prop_assert_eq!(&check(&laid_out, &options).output, &report.output, "{}", laid_out);
        prop_assert_eq!(format(&laid_out), laid_out);
    }
}
