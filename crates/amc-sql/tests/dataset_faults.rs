//! What is said about a dataset file that is wrong, and that nothing makes the parser panic.
#![allow(clippy::unwrap_used, clippy::panic)]

use amc_sql::catalogue::Catalogue;
use proptest::prelude::*;

/// A whole file that is right. The expectations below count its lines.
const GOOD: &str = "\
---
table: visits
name: Visits
category: Test
paid: no
status: active
shape: fact
grain: one visit
time_column: visit_dt_utc
audience_table: visits_for_audiences
history_months: 13
---

# visits

People who came.

## Fields

| Name | Type | Kind | Threshold | Description |
|---|---|---|---|---|
| `user_id` | STRING | Dimension | VERY_HIGH | Who. |
| `visit_dt_utc` | TIMESTAMP | Dimension | MEDIUM | When, UTC. |
| `store` | STRING | Dimension | LOW? | Where. |
| `visits` | LONG | Metric | NONE | 1 on every row. |

## Values

- `store`: `north`, `south`, …

## Joins

- join `dsp_impressions` on `user_id`: Group first.

## Notes

- A note
  over two lines.

## Examples

### Visits by store

```sql
SELECT store, SUM(visits) AS visits
FROM visits
GROUP BY store
```
";

fn errors(files: &[(&str, &str)]) -> Vec<String> {
    match Catalogue::parse_files(files.iter().copied()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_right_file_is_read_whole() {
    let catalogue = Catalogue::parse_files([("visits.md", GOOD)]).unwrap();
    let table = catalogue.table("visits").unwrap();
    assert_eq!(table.description, "People who came.");
    assert_eq!(table.fields.len(), 4);
    assert_eq!(table.notes, ["A note over two lines."]);
    let store = table.field("store").unwrap();
    assert_eq!((store.samples.join(" "), store.samples_complete), ("north south".to_owned(), false));
    assert!(!store.threshold_given);
    assert_eq!(table.relations[0].on, [("user_id".to_owned(), "user_id".to_owned())]);
    assert_eq!(table.examples[0].title, "Visits by store");
    assert!(table.examples[0].sql.starts_with("SELECT store"));
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    let read = |text: &str| Catalogue::parse_files([("visits.md", text)]).unwrap().table("visits").unwrap().clone();
    assert_eq!(read(&windows), read(GOOD));
}

#[test]
fn each_fault_is_named_with_its_file_and_line() {
    let table: &[(&str, &str, &str)] = &[
        ("---\ntable", "table", "visits.md:1: the file must start with `---` and its keys"),
        ("table: visits", "table: visit", "visits.md:2: the file must be named `visit.md` after its table"),
        ("paid: no", "paid: maybe", "visits.md:5: unknown paid `maybe`; one of yes, no"),
        ("status: active", "status: fine", "visits.md:6: unknown status `fine`; one of active, stub, retired"),
        ("grain: one visit\n", "", "visits.md:11: the key `grain` is missing or empty"),
        (
            "grain: one visit",
            "grane: one visit",
            "visits.md:8: unknown key `grane`; one of table, name, category, paid, \
          status, shape, grain, time_column, audience_table, history_months, availability",
        ),
        ("name: Visits", "name: Visits\nname: V", "visits.md:4: the key `name` is given twice"),
        (
            "visit_dt_utc\naudience",
            "visit_dt\naudience",
            "visits.md:9: the time column `visit_dt` is not among the fields",
        ),
        ("time_column: visit_dt_utc", "time_column: none", "visits.md:9: a table of shape fact needs a time_column"),
        ("history_months: 13", "history_months: long", "visits.md:11: history_months must be a whole number"),
        ("# visits", "# visit", "visits.md:14: the heading must be the table's name, `# visits`"),
        ("People who came.", "", "visits.md:14: a paragraph on what the table holds is missing"),
        (
            "## Fields",
            "## Columns",
            "visits.md:18: unknown section `Columns`; one of Fields, Unconfirmed fields, Values, Joins, Notes, Examples",
        ),
        (
            "| Name | Type",
            "| Name | Typ",
            "visits.md:20: the header must be `| Name | Type | Kind | Threshold | Description |`",
        ),
        ("|---|---|---|---|---|\n", "", "visits.md:21: expected `|---|---|---|---|---|` under the header"),
        ("| `store` | STRING", "| `store` | TEXTUAL", "visits.md:24: unknown type `TEXTUAL` of `store`"),
        ("| `store` | STRING", "| `store` | DECIMAL(39,4)", "visits.md:24: unknown type `DECIMAL(39,4)` of `store`"),
        ("| Metric |", "| Measure |", "visits.md:25: unknown kind `Measure` of `visits`; one of Dimension, Metric"),
        (
            "| NONE |",
            "| MILD |",
            "visits.md:25: unknown threshold `MILD` of `visits`; one of NONE, LOW, MEDIUM, HIGH, VERY_HIGH, INTERNAL",
        ),
        (
            "| `visits` | LONG | Metric | NONE |",
            "| `visits` | LONG | Metric |",
            "visits.md:25: a field has 5 cells, found 4",
        ),
        (
            "| `visits` | LONG",
            "| visits | LONG",
            "visits.md:25: the field's name must be set in backticks: letters, digits and `_` only",
        ),
        ("every row. |", "every row.", "visits.md:25: a table row must end with `|`"),
        ("| Where. |", "| |", "visits.md:24: `store` has no description"),
        ("| `visits` | LONG", "| `store` | LONG", "visits.md:25: the field `store` stands on line 24 already"),
        ("VERY_HIGH", "LOW", "visits.md:22: `user_id` is VERY_HIGH in every table"),
        (
            "`north`, `south`",
            "north",
            "visits.md:29: the values of `store` must be set in backticks, with commas between",
        ),
        ("- `store`: `n", "- `shop`: `n", "visits.md:29: values of `shop`, which is not among the fields above"),
        ("on `user_id`", "on `person`", "visits.md:33: the key `person` is not a field of `visits`"),
        (
            "- join `dsp",
            "- merge `dsp",
            "visits.md:33: expected - join `table` on `field`: note (or avoid; or union without fields)",
        ),
        (
            "FROM visits",
            "FROM shops -- visits",
            "visits.md:44: the example `Visits by store` does not read from `visits`",
        ),
        ("```sql", "```", "visits.md:44: an example is fenced by ```sql"),
        ("### Visits by store\n", "", "visits.md:43: an example needs a `###` heading of its own"),
        ("GROUP BY store\n```\n", "GROUP BY store\n", "visits.md:44: the code block is not closed by ```"),
    ];
    for &(right, wrong, expected) in table {
        assert!(GOOD.contains(right), "{right}");
        let errors = errors(&[("visits.md", &GOOD.replacen(right, wrong, 1))]);
        assert!(errors.iter().any(|error| error == expected), "{expected}\nbut: {errors:#?}");
    }
}

#[test]
fn all_faults_are_reported_at_once_in_order() {
    let text = GOOD.replace("| Metric |", "| Measure |").replace("| LOW? |", "| MILD |").replace("paid: no", "paid: 0");
    let lines: Vec<_> =
        errors(&[("visits.md", &text)]).iter().map(|error| error.split(':').nth(1).unwrap().to_owned()).collect();
    // `store` is unknown on line 29, since its row could not be read.
    assert_eq!(lines, ["5", "24", "25", "29"]);
}

#[test]
fn a_table_is_described_once() {
    let twin = GOOD
        .replace("table: visits\n", "table: stops\n")
        .replace("# visits\n", "# stops\n")
        .replace("FROM visits", "FROM stops");
    assert_eq!(
        errors(&[("visits.md", GOOD), ("stops.md", &twin)]),
        ["stops.md:10: the table `visits_for_audiences` is described by `visits.md` already"]
    );
    let again = errors(&[("visits.md", GOOD), ("copy.md", GOOD)]);
    assert!(
        again.contains(&"copy.md:2: the table `visits` is described by `visits.md` already".to_owned()),
        "{again:?}"
    );
}

#[test]
fn a_key_of_the_other_table_must_exist() {
    let other = GOOD
        .replace("visits", "stops")
        .replace("join `dsp_impressions` on `user_id`", "join `visits` on `store` = `shop`");
    let errors = errors(&[("visits.md", GOOD), ("stops.md", &other)]);
    assert_eq!(errors, ["stops.md:33: the key `shop` is not a field of `visits`"]);
}

#[test]
fn a_bar_in_a_description_is_escaped() {
    let text = GOOD.replace("Where.", r"North \| south.");
    let catalogue = Catalogue::parse_files([("visits.md", &text)]).unwrap();
    assert_eq!(catalogue.table("visits").unwrap().field("store").unwrap().description, "North | south.");
}

/// Removes, doubles or replaces a stretch of characters.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..40,
        prop_oneof![
            "\\PC{0,8}",
            Just("\n".to_owned()),
            Just("```".to_owned()),
            Just("---\n".to_owned()),
            Just("|".to_owned()),
            Just("## ".to_owned()),
            Just("`".to_owned())
        ],
    );
    prop::collection::vec(edit, 1..8).prop_map(|edits| {
        let mut characters: Vec<char> = GOOD.chars().collect();
        for (at, length, text) in edits {
            let start = at.index(characters.len() + 1);
            let end = (start + length).min(characters.len());
            characters.splice(start..end, text.chars());
        }
        characters.into_iter().collect()
    })
}

#[test]
fn a_table_needs_a_field() {
    let rows: String = GOOD.lines().filter(|line| line.starts_with("| `")).flat_map(|line| [line, "\n"]).collect();
    let found = errors(&[("visits.md", &GOOD.replace(&rows, ""))]);
    assert!(found.contains(&"visits.md:18: the table of `## Fields` has no rows".to_owned()), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_edit_makes_the_parser_panic_and_every_fault_has_a_line(text in mutated()) {
        if let Err(errors) = Catalogue::parse_files([("visits.md", &text)]) {
            let lines = text.lines().count().max(1);
            for error in errors {
                prop_assert!((1..=lines).contains(&error.line), "{error} in a file of {lines} lines");
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _outcome = Catalogue::parse_files([("visits.md", text)]);
    }
}
