//! Which rows a filter keeps.

use super::super::held::Held;
use super::super::table::Table;
use super::*;

fn count(kept: &Kept, filters: Vec<ResultFilter>) -> Result<usize> {
    Ok(page(&kept.path, &PageRequest { filters, ..request(0, 10) })?.0)
}

#[test]
fn numbers_compare_exactly_and_texts_without_case() {
    use FilterOperator as Op;
    let kept = kept("id,name,d\n9007199254740993,Straße,1.10\n9007199254740992,STRASSE,1.1\n,x,2\n", &[]);
    for (column, operator, values, expected) in [
        (0, Op::Equals, &["9007199254740993"][..], 1),
        (0, Op::More, &["9007199254740992"], 1),
        (0, Op::Differs, &["1"], 3),
        (0, Op::Differs, &["9007199254740993"], 2),
        (0, Op::Contains, &["900719"], 2),
        (0, Op::OneOf, &["9007199254740992", "9007199254740993.0"], 2),
        (0, Op::Between, &["9007199254740993", "9007199254740994"], 1),
        (0, Op::Empty, &[], 1),
        (0, Op::NotEmpty, &[], 2),
        (1, Op::Contains, &["strasse"], 1),
        (1, Op::Contains, &["STRAß"], 1),
        (1, Op::Contains, &[""], 3),
        (1, Op::Lacks, &["stra"], 1),
        (1, Op::Equals, &["strasse"], 1),
        (1, Op::Equals, &["STRAßE"], 1),
        (1, Op::StartsWith, &["straß"], 1),
        (1, Op::OneOf, &["x", "strasse"], 1),
        (2, Op::Equals, &["1.1"], 2),
        (2, Op::AtMost, &["1.1"], 2),
        (2, Op::Less, &["1.1"], 0),
    ] {
        let found = count(&kept, vec![filter(column, operator, values)]).unwrap();
        assert_eq!(found, expected, "{column} {operator:?} {values:?}");
    }
}

/// More rows than one group has: few texts, as many as rows, and days.
fn many_rows() -> Kept {
    let mut text = "campaign,code,day\n".to_owned();
    for row in 0..70_000 {
        let campaign = if row % 10 == 3 { String::new() } else { format!("Campaign {}", row % 97) };
        text += &format!("{campaign},code-{row:020},2026-02-{:02}\n", row % 28 + 1);
    }
    kept(&text, &[("campaign", "STRING"), ("code", "STRING"), ("day", "DATE")])
}

#[test]
fn columns_that_are_held_keep_the_rows_that_the_file_keeps() {
    use FilterOperator as Op;
    let kept = many_rows();
    let table = Table::open(&kept.path).unwrap();
    assert_eq!(table.groups(), 2);
    let mut held = Held::default();
    for filters in [
        vec![filter(0, Op::Contains, &["1"])],
        vec![filter(0, Op::Contains, &["12"])],
        vec![filter(0, Op::Lacks, &["1"])],
        vec![filter(0, Op::Empty, &[])],
        vec![filter(0, Op::NotEmpty, &[])],
        vec![filter(0, Op::Contains, &["campaign 96"]), filter(2, Op::AtLeast, &["2026-02-20"])],
        vec![filter(2, Op::Between, &["2026-02-01", "2026-02-02"])],
        vec![filter(0, Op::Contains, &["no such"])],
    ] {
        let scanned = table.select(&[], &filters).unwrap().unwrap();
        let rows = held.passing(&table, "hash", &filters).unwrap().unwrap();
        assert_eq!(rows, *scanned, "{filters:?}");
    }
    let wrong = held.passing(&table, "hash", &[filter(7, Op::Empty, &[])]).unwrap_err();
    assert_eq!(wrong.code, "invalid");
}

#[test]
fn a_column_that_is_too_large_to_be_held_is_read_from_the_file() {
    let kept = many_rows();
    let table = Table::open(&kept.path).unwrap();
    let filters = vec![filter(1, FilterOperator::Contains, &["0069999"])];
    assert_eq!(Held::default().passing(&table, "hash", &filters).unwrap(), None);
    assert_eq!(count(&kept, filters).unwrap(), 1);
}

#[test]
fn a_filter_that_makes_no_sense_is_refused_in_words() {
    use FilterOperator as Op;
    let kept = kept("n,t,d,b\n1,x,2026-01-01,true\n", &[]);
    for (column, operator, values) in [
        (0, Op::AtLeast, &["x"][..]),
        (0, Op::Between, &["1"]),
        (0, Op::Empty, &["1"]),
        (0, Op::OneOf, &[]),
        (1, Op::Less, &["x"]),
        (2, Op::Equals, &["yesterday"]),
        (2, Op::More, &["2026-2-1"]),
        (2, Op::Less, &["1.2.2026"]),
        (3, Op::Equals, &["yes"]),
    ] {
        let error = count(&kept, vec![filter(column, operator, values)]).unwrap_err();
        assert_eq!(error.code, "result.filter", "{column} {operator:?} {values:?}");
        assert!(error.next_step.is_some());
    }
    assert!(count(&kept, vec![filter(9, Op::Contains, &["a"])]).is_err());
}

#[test]
fn truth_values_and_empty_cells_are_kept_by_what_they_are() {
    use FilterOperator as Op;
    let kept = kept("b,t\ntrue,\nfalse,x\n,\"\"\n", &[("b", "BOOLEAN"), ("t", "STRING")]);
    for (column, operator, values, expected) in [
        (0, Op::Equals, &["true"][..], 1),
        (0, Op::Differs, &["true"], 2),
        (0, Op::Empty, &[], 1),
        (1, Op::Empty, &[], 2),
        (1, Op::NotEmpty, &[], 1),
        (1, Op::Lacks, &["x"], 2),
    ] {
        let found = count(&kept, vec![filter(column, operator, values)]).unwrap();
        assert_eq!(found, expected, "{column} {operator:?}");
    }
}

#[test]
fn a_day_or_a_month_stands_for_every_moment_in_it() {
    use FilterOperator as Op;
    let text = "at,day\n2026-01-31T23:59:59Z,2026-01-31\n2026-02-01T00:00:00Z,2026-02-01\n2026-02-01T10:30:00Z,2026-02-01\n\
                2026-03-01T00:00:00Z,2026-03-01\n";
    let kept = kept(text, &[("at", "TIMESTAMP"), ("day", "DATE")]);
    for (operator, values, expected) in [
        (Op::Equals, &["2026-02-01"][..], 2),
        (Op::Equals, &["2026-02"], 2),
        (Op::AtMost, &["2026-02-01"], 3),
        (Op::More, &["2026-02-01"], 1),
        (Op::Less, &["2026-02-01"], 1),
        (Op::AtLeast, &["2026"], 4),
        (Op::Between, &["2026-02", "2026-02"], 2),
        (Op::Contains, &["2026-02"], 2),
    ] {
        for column in [0, 1] {
            let found = count(&kept, vec![filter(column, operator, values)]).unwrap();
            assert_eq!(found, expected, "{column} {operator:?} {values:?}");
        }
    }
    assert_eq!(count(&kept, vec![filter(0, Op::Equals, &["2026-02-01 10:30"])]).unwrap(), 1);
}
