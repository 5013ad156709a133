//! Rows taken together, and results put side by side.

use super::super::compare::compare;
use super::super::derived::Derived;
use super::super::group::group;
use super::super::local::LocalFile;
use super::super::table::Table;
use super::*;

fn csv(folder: &Path, file: &LocalFile, summary: &ResultSummary) -> String {
    let target = folder.join("out.csv");
    export(&file.path(), summary.row_count, &target, ExportFormat::Csv, false, &Watch::default()).unwrap();
    std::fs::read_to_string(target).unwrap().replace("\r\n", "\n")
}

fn written(rows: Derived) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (file, summary) = rows.write(folder.path()).unwrap();
    let types = summary.columns.iter().map(|column| column.data_type.clone()).collect();
    (csv(folder.path(), &file, &summary), types)
}

fn key(column: u32) -> GroupKey {
    GroupKey { column, unit: None }
}

fn by(column: u32, unit: GroupUnit) -> GroupKey {
    GroupKey { column, unit: Some(unit) }
}

fn value(measure: Measure, column: u32) -> GroupValue {
    GroupValue { measure, column: Some(column) }
}

const ROWS: GroupValue = GroupValue { measure: Measure::Rows, column: None };

fn asked(rows: &[GroupKey], across: Option<GroupKey>, values: &[GroupValue]) -> GroupRequest {
    GroupRequest {
        id: "a".to_owned(),
        execution_id: "one".to_owned(),
        filters: Vec::new(),
        rows: rows.to_vec(),
        across,
        values: values.to_vec(),
    }
}

fn grouped(kept: &Kept, request: &GroupRequest) -> Result<(String, Vec<String>)> {
    group(&Table::open(&kept.path)?, request).map(|(rows, _)| written(rows))
}

fn spend() -> Kept {
    kept(
        "day,campaign,cost,reach,at\n\
         2026-01-30,spring,1.10,5,2026-01-30 23:30:00\n\
         2026-01-31,spring,2.20,7,2026-01-31 00:00:00\n\
         2026-02-01,,0.05,1,2026-02-01 12:00:00\n\
         2026-02-02,autumn,4.00,2,2026-02-02 12:00:00\n\
         ,autumn,,3,\n",
        &[],
    )
}

#[test]
fn sums_of_groups_are_exact_and_empty_keys_come_last() {
    let request = asked(&[key(1)], None, &[value(Measure::Sum, 2), value(Measure::Average, 3), ROWS]);
    let (rows, types) = grouped(&spend(), &request).unwrap();
    assert_eq!(
        rows.lines().collect::<Vec<_>>(),
        ["campaign,sum of cost,average of reach,rows", "autumn,4.00,2.5,2", "spring,3.30,6,2", ",0.05,1,1",]
    );
    assert_eq!(types, ["STRING", "DECIMAL(38,2)", "DOUBLE", "LONG"]);
}

#[test]
fn a_sum_beyond_64_bits_is_a_decimal_and_not_a_wrong_number() {
    let kept = kept("n\n9223372036854775807\n9223372036854775807\n", &[]);
    let (rows, types) = grouped(&kept, &asked(&[], None, &[value(Measure::Sum, 0)])).unwrap();
    assert_eq!((&*rows, &*types[0]), ("sum of n\n18446744073709551614\n", "DECIMAL(38,0)"));
}

#[test]
fn days_and_moments_are_taken_together_by_the_calendar() {
    for (unit, expected) in [
        (GroupUnit::Month, "month of day,rows\n2026-01-01,2\n2026-02-01,2\n,1\n"),
        (GroupUnit::Week, "week of day,rows\n2026-01-26,3\n2026-02-02,1\n,1\n"),
        (GroupUnit::Quarter, "quarter of day,rows\n2026-01-01,4\n,1\n"),
    ] {
        assert_eq!(grouped(&spend(), &asked(&[by(0, unit)], None, &[ROWS])).unwrap().0, expected);
    }
    let (moments, types) = grouped(&spend(), &asked(&[by(4, GroupUnit::Day)], None, &[ROWS])).unwrap();
    assert!(moments.starts_with("day of at,rows\n2026-01-30,1\n2026-01-31,1\n"), "{moments}");
    assert_eq!(types[0], "DATE");
    let error = grouped(&spend(), &asked(&[by(1, GroupUnit::Day)], None, &[ROWS])).unwrap_err();
    assert_eq!(error.message, "“campaign” holds neither days nor moments.");
}

#[test]
fn the_values_of_a_column_across_become_columns_beside_all_of_them() {
    let request = asked(&[by(0, GroupUnit::Month)], Some(key(1)), &[value(Measure::Sum, 2)]);
    let (rows, _) = grouped(&spend(), &request).unwrap();
    assert_eq!(
        rows.lines().collect::<Vec<_>>(),
        [
            "month of day,autumn \u{b7} sum of cost,spring \u{b7} sum of cost,(empty) \u{b7} sum of cost,all \u{b7} sum of cost",
            "2026-01-01,,3.30,,3.30",
            "2026-02-01,4.00,,0.05,4.05",
            ",,,,",
        ]
    );
    let years = asked(&[], Some(by(0, GroupUnit::Quarter)), &[ROWS]);
    let (rows, _) = grouped(&spend(), &years).unwrap();
    assert_eq!(rows, "2026-Q1 \u{b7} rows,(empty) \u{b7} rows,all \u{b7} rows\n4,1,5\n");
}

#[test]
fn of_too_many_values_across_those_of_most_rows_become_columns_and_the_others_are_told() {
    let mut text = "v,n\n".to_owned();
    (0..70).for_each(|v| text += &format!("v{v:02},1\n"));
    (60..70).for_each(|v| text += &format!("v{v:02},1\n"));
    let kept = kept(&text, &[]);
    let (rows, left_out) = group(&Table::open(&kept.path).unwrap(), &asked(&[], Some(key(0)), &[ROWS])).unwrap();
    let (csv, types) = written(rows);
    assert_eq!((left_out, types.len()), (20, 51));
    assert!(csv.contains("v69 \u{b7} rows") && csv.ends_with(",80\n"), "{csv}");
}

#[test]
fn quartiles_bounds_and_different_values_leave_empty_cells_aside() {
    let values = [
        value(Measure::Least, 0),
        value(Measure::LowerQuartile, 3),
        value(Measure::Median, 3),
        value(Measure::UpperQuartile, 3),
        value(Measure::Greatest, 1),
        value(Measure::Distinct, 1),
    ];
    let (rows, types) = grouped(&spend(), &asked(&[], None, &values)).unwrap();
    assert_eq!(rows.lines().nth(1), Some("2026-01-30,2,3,5,spring,2"));
    assert_eq!(types, ["DATE", "DOUBLE", "DOUBLE", "DOUBLE", "STRING", "LONG"]);
}

#[test]
fn the_filters_of_the_grid_hold_for_groups_and_all_of_no_rows_is_one_row() {
    let mut request = asked(&[], None, &[ROWS, value(Measure::Sum, 2)]);
    request.filters = vec![filter(1, FilterOperator::Equals, &["SPRING"])];
    assert_eq!(grouped(&spend(), &request).unwrap().0, "rows,sum of cost\n2,3.30\n");
    request.filters = vec![filter(1, FilterOperator::Equals, &["winter"])];
    assert_eq!(grouped(&spend(), &request).unwrap().0, "rows,sum of cost\n0,\n");
    request.rows = vec![key(1)];
    assert_eq!(grouped(&spend(), &request).unwrap().0, "campaign,rows,sum of cost\n");
}

#[test]
fn a_sum_of_people_is_refused_with_its_reason_and_so_is_one_of_texts() {
    let refused = |column| grouped(&spend(), &asked(&[key(1)], None, &[value(Measure::Sum, column)])).unwrap_err();
    let reach = refused(3);
    assert_eq!(reach.code, "result.not_additive");
    assert_eq!(reach.message, "“reach” counts people, and one who is in several rows would be counted in each.");
    assert_eq!(refused(1).message, "“campaign” holds no numbers.");
}

#[test]
fn more_groups_than_can_be_held_are_told_and_not_cut() {
    let text: String = std::iter::once("n\n".to_owned()).chain((0..2_001).map(|n| format!("{n}\n"))).collect();
    let error = grouped(&kept(&text, &[]), &asked(&[key(0)], None, &[ROWS])).unwrap_err();
    assert_eq!(error.code, "result.too_many_groups");
}

proptest! {
    #[test]
    fn groups_lose_no_row_and_their_sums_are_the_sum(rows in prop::collection::vec((0..6_u8, -1_000..1_000_i64), 1..200)) {
        let mut text = "k,n\n".to_owned();
        rows.iter().for_each(|(k, n)| text += &format!("k{k},{n}\n"));
        let kept = kept(&text, &[("k", "STRING"), ("n", "LONG")]);
        let (csv, _) = grouped(&kept, &asked(&[key(0)], None, &[ROWS, value(Measure::Sum, 1)])).unwrap();
        let mut expected = std::collections::BTreeMap::<u8, (i64, i64)>::new();
        for (k, n) in &rows {
            let entry = expected.entry(*k).or_default();
            entry.0 += 1;
            entry.1 += n;
        }
        let expected: String = expected.iter().map(|(k, (count, sum))| format!("k{k},{count},{sum}\n")).collect();
        prop_assert_eq!(csv, format!("k,rows,sum of n\n{expected}"));
    }
}

fn compared(
    before: &Kept,
    after: &Kept,
    keys: Option<&[&str]>,
    values: Option<&[&str]>,
) -> Result<(String, CompareAnswer)> {
    let names = |names: Option<&[&str]>| names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let request = CompareRequest {
        id: "a".to_owned(),
        before: "one".to_owned(),
        after: "two".to_owned(),
        keys: names(keys),
        values: names(values),
    };
    let folder = tempfile::tempdir().unwrap();
    let tables = (Table::open(&before.path)?, Table::open(&after.path)?);
    let (file, answer) = compare(&tables.0, &tables.1, &request, "compare-a", folder.path())?;
    Ok((csv(folder.path(), &file, &answer.result), answer))
}

#[test]
fn two_results_are_matched_by_what_is_no_figure_and_compared_by_what_is() {
    let before = kept("campaign,campaign_id,cost,reach\na,1,10.00,100\nb,2,4.00,50\n", &[]);
    let after = kept("campaign,campaign_id,cost,reach,ctr\nb,2,5.00,40,0.1\nc,3,1.00,9,0.2\n", &[]);
    let (rows, told) = compared(&before, &after, None, None).unwrap();
    assert_eq!(
        (told.keys, told.values),
        (vec!["campaign".to_owned(), "campaign_id".to_owned()], vec!["cost".to_owned(), "reach".to_owned()])
    );
    assert_eq!(
        rows.lines().collect::<Vec<_>>(),
        [
            "campaign,campaign_id,cost \u{b7} before,cost \u{b7} after,cost \u{b7} change,cost \u{b7} change %,\
         reach \u{b7} before,reach \u{b7} after,reach \u{b7} change,reach \u{b7} change %,found in",
            "a,1,10.00,,,,100,,,,before",
            "b,2,4.00,5.00,1.00,25,50,40,-10,-20,both",
            "c,3,,1.00,,,,9,,,after",
        ]
    );
    assert_eq!((told.in_both, told.only_before, told.only_after, told.added_up), (1, 1, 1, false));
    assert_eq!((told.columns_before, told.columns_after), (vec![], vec!["ctr".to_owned()]));
    let [cost, reach] = &told.totals[..] else { panic!("two values") };
    assert_eq!(
        (cost.before.as_deref(), cost.after.as_deref(), cost.change.as_deref()),
        (Some("14.00"), Some("6.00"), Some("-8.00"))
    );
    assert_eq!(cost.ratio.map(|ratio| (ratio * 1000.0).round()), Some(-571.0));
    assert_eq!((reach.not_added, reach.before.as_deref()), (Some(NoSum::People), None));
}

#[test]
fn several_rows_of_a_key_are_added_up_where_that_is_right_and_left_empty_where_not() {
    let before = kept("campaign,city,cost,reach\na,x,1,10\na,y,2,20\n", &[]);
    let after = kept("campaign,city,cost,reach\na,x,4,30\n", &[]);
    let (rows, told) = compared(&before, &after, Some(&["campaign"]), None).unwrap();
    assert_eq!(rows.lines().nth(1), Some("a,3,4,1,33.33333333333333,,30,,,both"));
    assert!(told.added_up);
}

#[test]
fn keys_of_different_types_match_by_their_texts() {
    let before = kept("zip,cost\n007,1\n12,2\n", &[]);
    let after = kept("zip,cost\n12,3\n", &[]);
    let (rows, told) = compared(&before, &after, Some(&["zip"]), None).unwrap();
    assert_eq!(rows.lines().collect::<Vec<_>>()[1..], ["007,1,,,,before", "12,2,3,1,50,both"]);
    assert_eq!(told.in_both, 1);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (one, other) = (kept("a,n\nx,1\n", &[]), kept("b,m\nx,1\n", &[]));
    assert_eq!(compared(&one, &other, None, None).unwrap_err().code, "result.nothing_common");
    let again = kept("a,n\nx,0\n", &[]);
    let refused =
        |keys: &[&str], values: &[&str]| compared(&one, &again, Some(keys), Some(values)).unwrap_err().message;
    assert_eq!(refused(&["z"], &["n"]), "Only one of the results has a column “z”.");
    assert_eq!(refused(&[], &["a"]), "“a” cannot be compared: it holds no numbers, or rows are matched by it.");
    // From nothing there is no change in percent.
    let (rows, _) = compared(&again, &one, None, None).unwrap();
    assert_eq!(rows.lines().nth(1), Some("x,0,1,1,,both"));
    // Without a key all rows are one.
    let (rows, _) = compared(&one, &again, Some(&[]), None).unwrap();
    assert_eq!(rows.lines().nth(1), Some("1,0,-1,-100,both"));
}
