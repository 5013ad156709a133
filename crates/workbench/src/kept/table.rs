//! Which results stand behind a table, and its columns.

use std::collections::{HashMap, HashSet};

use super::KeptTable;
use super::rows::Kept;
use crate::result::ResultColumn;

/// Runs behind one table, the newest: each is a file that is opened.
const MOST_RUNS: usize = 1_000;

/// What every row is said to be of.
pub(super) const RUN_COLUMNS: [(&str, &str); 4] =
    [("run_instance", "STRING"), ("run_first_day", "DATE"), ("run_last_day", "DATE"), ("run_at", "TIMESTAMP")];

/// The name that a kept result is found by: the workflow's as it is today, or the one it ran under.
fn name(kept: &Kept) -> &str {
    kept.workflow_name.as_deref().unwrap_or(&kept.name)
}

/// The results behind the table `schema.table`, newest first and at most [`MOST_RUNS`]; `None` where there is no such table.
pub(super) fn behind<'a>(kept: &'a [Kept], schema: &str, table: &str) -> Option<Vec<&'a Kept>> {
    all_behind(kept, schema, table).map(|(runs, _)| runs)
}

/// As [`behind`], and how many older results are left out.
fn all_behind<'a>(kept: &'a [Kept], schema: &str, table: &str) -> Option<(Vec<&'a Kept>, usize)> {
    let wanted = table.to_lowercase();
    if schema.eq_ignore_ascii_case("result") {
        return kept.iter().find(|one| one.execution_id == wanted).map(|one| (vec![one], 0));
    }
    // A name that is written as it is goes before one that differs in case.
    let exact: Vec<&Kept> = kept.iter().filter(|one| name(one) == table).collect();
    let all = if exact.is_empty() {
        kept.iter()
            .filter(|one| name(one).to_lowercase() == wanted || one.workflow_id.as_deref() == Some(table))
            .collect()
    } else {
        exact
    };
    if all.is_empty() {
        return None;
    }
    let all = of_one_workflow(all);
    let mut runs = if schema.eq_ignore_ascii_case("runs") { all } else { newest(all) };
    let left_out = runs.len().saturating_sub(MOST_RUNS);
    runs.truncate(MOST_RUNS);
    Some((runs, left_out))
}

/// Without the results of older workflows of the same name: rows of two queries are not one table. Each of those has a table under its id.
fn of_one_workflow(all: Vec<&Kept>) -> Vec<&Kept> {
    let Some(newest) = all.iter().find_map(|one| one.workflow_id.as_deref()) else { return all };
    all.into_iter().filter(|one| one.workflow_id.as_deref().is_none_or(|id| id == newest)).collect()
}

/// The newest run on each instance of those that ran together with the newest of all, or were run again after it failed there.
fn newest(all: Vec<&Kept>) -> Vec<&Kept> {
    let Some(first) = all.first().copied() else { return all };
    let same_window = |one: &&Kept| {
        one.batch_id == first.batch_id || (one.window_start == first.window_start && one.window_end == first.window_end)
    };
    let mut seen = HashSet::new();
    all.into_iter().filter(same_window).filter(|one| seen.insert(one.instance_id.clone())).collect()
}

/// The columns of several results together: by name, those of the newest first. A column whose type differs is text.
pub(super) fn columns(runs: &[&Kept]) -> Vec<ResultColumn> {
    let mut all: Vec<ResultColumn> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for column in runs.iter().flat_map(|run| &run.columns) {
        match places.get(&column.name).and_then(|at| all.get_mut(*at)) {
            Some(known) if known.data_type != column.data_type => "STRING".clone_into(&mut known.data_type),
            Some(_) => {}
            None => {
                places.insert(column.name.clone(), all.len());
                all.push(ResultColumn {
                    name: column.name.clone(),
                    data_type: column.data_type.clone(),
                    promised_type: None,
                });
            }
        }
    }
    for (name, data_type) in RUN_COLUMNS {
        let mut name = name.to_owned();
        while places.contains_key(&name) {
            name.insert(0, '_');
        }
        all.push(ResultColumn { name, data_type: data_type.to_owned(), promised_type: None });
    }
    all
}

/// All tables, newest first.
pub(super) fn tables(kept: &[Kept]) -> Vec<KeptTable> {
    // Of workflows with one name the newest has it.
    let mut holders: HashMap<&str, &str> = HashMap::new();
    for one in kept {
        if let Some(id) = &one.workflow_id {
            holders.entry(name(one)).or_insert(id);
        }
    }
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for one in kept {
        let name = name(one);
        let other = one.workflow_id.as_deref().filter(|id| holders.get(name).is_some_and(|holder| holder != id));
        let table = other.unwrap_or(name);
        if !seen.insert(table.to_owned()) {
            continue;
        }
        for schema in ["latest", "runs"] {
            let Some((runs, left_out)) = all_behind(kept, schema, table) else { continue };
            all.push(KeptTable {
                sql_name: format!("{schema}.\"{}\"", table.replace('"', "\"\"")),
                schema: schema.to_owned(),
                name: name.to_owned(),
                workflow_id: one.workflow_id.clone().filter(|_| one.workflow_name.is_some()),
                columns: columns(&runs),
                rows: runs.iter().map(|run| run.row_count).sum(),
                runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
                older: u32::try_from(left_out).unwrap_or(u32::MAX),
                at: one.created_at,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(id: &str, name: &str, instance: &str, start: &str, kinds: &[(&str, &str)]) -> Kept {
        Kept {
            execution_id: id.to_owned(),
            batch_id: format!("batch {id}"),
            name: name.to_owned(),
            workflow_id: None,
            workflow_name: None,
            instance_id: instance.to_owned(),
            instance_name: instance.to_owned(),
            window_start: start.to_owned(),
            window_end: start.to_owned(),
            created_at: 0,
            path: String::new(),
            row_count: 1,
            columns: kinds
                .iter()
                .map(|(name, data_type)| ResultColumn {
                    name: (*name).to_owned(),
                    data_type: (*data_type).to_owned(),
                    promised_type: None,
                })
                .collect(),
        }
    }

    #[test]
    fn two_workflows_of_one_name_are_two_tables() {
        let of = |id: &str, workflow: Option<&str>| Kept {
            workflow_id: workflow.map(str::to_owned),
            workflow_name: workflow.map(|_| "Reach".to_owned()),
            ..kept(id, "Reach", "a", &format!("2026-03-0{id}"), &[])
        };
        let all = [of("5", None), of("4", Some("wf-new")), of("3", Some("wf-old")), of("2", Some("wf-new"))];
        let ids = |table: &str| {
            let runs = behind(&all, "runs", table).unwrap();
            runs.iter().map(|run| &*run.execution_id).collect::<Vec<_>>()
        };
        assert_eq!(ids("Reach"), ["5", "4", "2"], "what ran before it was saved belongs to it");
        assert_eq!(ids("wf-old"), ["3"]);
        let tables = tables(&all);
        let told: Vec<_> = tables.iter().map(|table| (&*table.sql_name, table.runs)).collect();
        assert_eq!(
            told,
            [("latest.\"Reach\"", 1), ("runs.\"Reach\"", 3), ("latest.\"wf-old\"", 1), ("runs.\"wf-old\"", 1)]
        );
    }

    #[test]
    fn results_beyond_the_most_that_are_read_are_told() {
        let all: Vec<Kept> = (0..1_003).map(|at| kept(&at.to_string(), "Reach", "a", "2026-03-01", &[])).collect();
        let runs = tables(&all).into_iter().find(|table| table.schema == "runs").unwrap();
        assert_eq!((runs.runs, runs.older), (1_000, 3));
    }

    #[test]
    fn the_latest_are_one_run_an_instance_over_the_newest_dates() {
        let all = [
            kept("5", "Reach", "a", "2026-03-01", &[("n", "LONG")]),
            kept("4", "Reach", "b", "2026-03-01", &[("n", "STRING"), ("run_at", "LONG")]),
            kept("3", "Reach", "a", "2026-03-01", &[]),
            kept("2", "reach", "c", "2026-03-01", &[]),
            kept("1", "Reach", "a", "2026-02-01", &[]),
        ];
        let ids = |schema: &str, table: &str| {
            behind(&all, schema, table).map(|runs| runs.iter().map(|run| &*run.execution_id).collect::<Vec<_>>())
        };
        assert_eq!(ids("latest", "Reach").unwrap(), ["5", "4"]);
        assert_eq!(ids("runs", "Reach").unwrap(), ["5", "4", "3", "1"]);
        assert_eq!(ids("latest", "reach").unwrap(), ["2"], "as it is written first");
        assert_eq!(ids("latest", "REACH").unwrap(), ["5", "4", "2"]);
        assert_eq!(ids("result", "3").unwrap(), ["3"]);
        assert_eq!(ids("latest", "Frequency"), None);
        let columns = columns(&behind(&all, "latest", "Reach").unwrap());
        let told: Vec<_> = columns.iter().map(|column| (&*column.name, &*column.data_type)).collect();
        assert_eq!(
            told,
            [
                ("n", "STRING"),
                ("run_at", "LONG"),
                ("run_instance", "STRING"),
                ("run_first_day", "DATE"),
                ("run_last_day", "DATE"),
                ("_run_at", "TIMESTAMP"),
            ]
        );
    }
}
