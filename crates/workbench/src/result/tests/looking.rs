//! Profiles of columns, finding, and figures of chosen cells.

use super::super::figures::figures;
use super::super::profile::profile;
use super::super::table::Table;
use super::*;

fn told(kept: &Kept, column: u32, filters: Vec<ResultFilter>) -> ColumnProfile {
    let request = ProfileRequest { execution_id: "one".to_owned(), column, filters };
    profile(&Table::open(&kept.path).unwrap(), &request).unwrap()
}

fn pairs(profile: &ColumnProfile) -> Vec<(&str, i64)> {
    profile.top.iter().map(|entry| (entry.value.as_str(), entry.rows)).collect()
}

#[test]
fn a_profile_of_numbers_is_exact() {
    let kept = kept("id,d\n9007199254740993,1.5\n9007199254740993,\n9007199254740994,-0.5\n", &[]);
    let ids = told(&kept, 0, Vec::new());
    assert_eq!((ids.rows, ids.empty, ids.distinct, ids.all_counted), (3, 0, 2, true));
    assert_eq!(ids.least.as_deref(), Some("9007199254740993"));
    assert_eq!(ids.greatest.as_deref(), Some("9007199254740994"));
    assert_eq!(ids.mean.as_deref(), Some("9007199254740993.3333"));
    assert_eq!(pairs(&ids), [("9007199254740993", 2), ("9007199254740994", 1)]);
    let bins: Vec<_> = ids.bins.iter().map(|bin| (bin.from.as_str(), bin.to.as_str(), bin.rows)).collect();
    let (first, second) = ("9007199254740993", "9007199254740994");
    assert_eq!(bins, [(first, first, 2), (second, second, 1)]);
    let decimals = told(&kept, 1, Vec::new());
    assert_eq!((decimals.empty, decimals.mean.as_deref()), (1, Some("0.50000")));
    assert_eq!((decimals.least.as_deref(), decimals.greatest.as_deref()), (Some("-0.5"), Some("1.5")));
}

#[test]
fn twenty_parts_hold_every_row_once() {
    let kept = many(3_001);
    for (column, parts) in [(0, 20), (2, 14)] {
        let profile = told(&kept, column, Vec::new());
        assert_eq!(profile.bins.len(), parts);
        assert_eq!(profile.bins.iter().map(|bin| bin.rows).sum::<i64>(), 3_001);
        assert_eq!(profile.bins.first().map(|bin| &bin.from), profile.least.as_ref());
        assert_eq!(profile.bins.last().map(|bin| &bin.to), profile.greatest.as_ref());
    }
    let doubles = super::kept("x\n0.5\n2.5\n1e1\n", &[("x", "DOUBLE")]);
    let spread = told(&doubles, 0, Vec::new());
    assert_eq!((spread.bins.len(), spread.bins.iter().map(|bin| bin.rows).sum::<i64>()), (20, 3));
    assert_eq!(spread.greatest.as_deref(), Some("10"));
}

#[test]
fn a_profile_follows_the_filters_and_says_when_it_did_not_count_all() {
    let kept = many(3_001);
    let some = told(&kept, 1, vec![filter(0, FilterOperator::Less, &["200"])]);
    assert_eq!(some.rows, 200);
    assert_eq!(some.least.as_deref(), Some("Word 0"));
    assert!(some.empty > 0 && some.bins.is_empty() && some.mean.is_none());
    assert_eq!(some.top.len(), 10);
    // In tests a thousand values are counted.
    let numbers = told(&kept, 0, Vec::new());
    assert_eq!((numbers.distinct, numbers.all_counted), (1_000, false));
}

fn look_for(text: &str) -> FindRequest {
    FindRequest {
        execution_id: "one".to_owned(),
        sort: Vec::new(),
        filters: Vec::new(),
        columns: vec![0, 1],
        text: text.to_owned(),
        row: 0,
        place: 0,
        here: true,
        backward: false,
    }
}

#[test]
fn finding_goes_through_all_rows_both_ways_and_round() {
    let kept = kept("a,b,c\n12,x1,1\n3,y,1\n4,X12,1\n,z,1\n", &[]);
    let pages = Pages::default();
    let mut request = look_for("x1");
    let mut step = |row: u32, place: u32, here: bool, backward: bool| {
        (request.row, request.place, request.here, request.backward) = (row, place, here, backward);
        let cell = pages.find(&kept.path, "hash", &request).unwrap().unwrap();
        (cell.row, cell.place, cell.number, cell.total)
    };
    assert_eq!(step(0, 0, true, false), (0, 1, 1, 2));
    assert_eq!(step(0, 1, true, false), (0, 1, 1, 2));
    assert_eq!(step(0, 1, false, false), (2, 1, 2, 2));
    assert_eq!(step(2, 1, false, false), (0, 1, 1, 2), "after the last comes the first");
    assert_eq!(step(0, 1, false, true), (2, 1, 2, 2), "and back");
    assert!(pages.find(&kept.path, "hash", &look_for("nowhere")).unwrap().is_none());
    assert!(pages.find(&kept.path, "hash", &look_for("")).unwrap().is_none());
}

#[test]
fn finding_follows_order_filters_columns_and_the_grouping_of_numbers() {
    let kept = kept("n,t\n1284,b 1284\n-1284,a\n5,c\n", &[]);
    let pages = Pages::default();
    let mut request = look_for("1,284");
    let cell = |request: &FindRequest| {
        pages.find(&kept.path, "hash", request).unwrap().map(|cell| (cell.row, cell.place, cell.total))
    };
    assert_eq!(cell(&request), Some((0, 0, 2)), "texts are looked for as they are written");
    request.sort = vec![ResultSort { column: 0, descending: false }];
    assert_eq!(cell(&request), Some((0, 0, 2)));
    request.text = "\u{2212}1,284".to_owned();
    assert_eq!(cell(&request), Some((0, 0, 1)));
    request.text = "1284".to_owned();
    request.columns = vec![1, 0];
    assert_eq!(cell(&request), Some((0, 1, 3)));
    request.filters = vec![filter(0, FilterOperator::More, &["0"])];
    assert_eq!(cell(&request), Some((1, 0, 2)));
}

#[test]
fn figures_of_cells_are_exact_and_follow_the_order() {
    let kept = kept("n,d,t\n9007199254740993,0.5,a\n2,0.25,b\n1,,c\n", &[]);
    let table = Table::open(&kept.path).unwrap();
    let all = figures(&table, &None, &[0, 1, 2], (0, 2)).unwrap();
    assert_eq!((all.numbers, all.sum.as_deref()), (5, Some("9007199254740996.75")));
    assert_eq!((all.least.as_deref(), all.greatest.as_deref()), (Some("0.25"), Some("9007199254740993")));
    let order = table.select(&[ResultSort { column: 0, descending: false }], &[]).unwrap();
    let first = figures(&table, &order, &[0], (0, 1)).unwrap();
    assert_eq!((first.sum.as_deref(), first.average.as_deref()), (Some("3"), Some("1.5000")));
    let none = figures(&table, &order, &[2], (0, 1)).unwrap();
    assert_eq!((none.numbers, none.sum, none.average), (0, None, None));
}

#[test]
fn people_are_not_added_up_and_it_is_said_which_column() {
    let kept = kept("reach,impressions,user_id\n1,2,3\n4,5,6\n", &[]);
    let table = Table::open(&kept.path).unwrap();
    let people = figures(&table, &None, &[1, 0], (0, 1)).unwrap();
    assert_eq!(people.sum, None);
    assert_eq!(people.not_added, Some(NotAdded { name: "reach".to_owned(), reason: NoSum::People }));
    assert_eq!(people.average.as_deref(), Some("3.0000"));
    let ids = figures(&table, &None, &[2], (0, 1)).unwrap();
    assert_eq!((ids.sum, ids.average, ids.least.as_deref()), (None, None, Some("3")));
}
