//! What an editor is told of a name, where it comes from, and how a text is laid out. The cursor is written `|`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, LazyLock};

use amc_sql::{
    CheckOptions, CompletionKind, Hover, RenameError, SymbolKind, TextRange,
    catalogue::{Catalogue, FieldKind, Threshold},
    check, definition, format, hover, renamable, rename, signature_help, symbols,
};
use proptest::prelude::*;

mod statements;

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// The text without its mark, and where the mark stood.
fn split(marked: &str) -> (String, usize, usize) {
    let place = marked.find('|').unwrap();
    let before = &marked[..place];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (marked.replacen('|', "", 1), before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn text(sql: &str, range: TextRange) -> String {
    assert_eq!(range.line, range.end_line);
    let line: Vec<char> = sql.lines().nth(range.line - 1).unwrap().chars().collect();
    line[range.column - 1..range.end_column - 1].iter().collect()
}

fn told(marked: &str) -> Option<Hover> {
    let (sql, line, column) = split(marked);
    hover(&sql, line, column, &CATALOGUE)
}

fn said(marked: &str) -> Option<(String, String)> {
    told(marked).map(|hover| (hover.title, hover.detail))
}

#[test]
fn a_column_is_told_by_its_field_however_it_is_reached() {
    let field = |marked: &str| {
        let hover = told(marked).unwrap();
        assert_eq!((hover.kind, hover.field_kind), (CompletionKind::Column, Some(FieldKind::Metric)), "{marked}");
        assert_eq!((hover.detail.as_str(), hover.threshold), ("DOUBLE", Some(Threshold::None)), "{marked}");
        assert!(!hover.documentation.is_empty(), "{marked}");
        hover.title
    };
    assert_eq!(field("SELECT SUM(total_|cost) AS c FROM dsp_impressions"), "dsp_impressions.total_cost");
    assert_eq!(field("SELECT SUM(d.|total_cost) AS c FROM dsp_impressions d"), "dsp_impressions.total_cost");
    let through = "WITH a AS (SELECT total_cost AS c FROM dsp_impressions) SELECT SUM(x.c|) AS s FROM a x";
    assert_eq!(field(through), "a.c");
    assert_eq!(told("SELECT x|yz FROM dsp_impressions"), None);
    assert_eq!(told("SELECT 1 -- total_|cost\nFROM dsp_impressions"), None);
}

#[test]
fn tables_and_functions_are_told() {
    let table = told("SELECT COUNT(*) AS n FROM dsp_|clicks").unwrap();
    assert_eq!((table.title.as_str(), table.kind), ("dsp_clicks", CompletionKind::Table));
    assert!(table.detail.contains("a row is") && table.detail.contains("click_dt_utc"), "{}", table.detail);
    let extended = said("SELECT COUNT(*) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_cl|icks', 'P1D', 'P0D'))").unwrap();
    assert_eq!(extended.0, "dsp_clicks");
    assert_eq!(said("SELECT dsp_cl|icks.campaign FROM dsp_clicks").unwrap().1, table.detail);
    assert_eq!(said("SELECT COALES|CE(campaign, 'x') FROM dsp_clicks").unwrap().0, "COALESCE(a, b, …)");
}

#[test]
fn aliases_and_common_table_expressions_are_told_by_their_columns() {
    let columns = |marked: &str| {
        let hover = told(marked).unwrap();
        let columns = hover.columns.into_iter().map(|column| (column.name, column.data_type)).collect::<Vec<_>>();
        (hover.kind, hover.detail, columns)
    };
    let pair = |name: &str, data_type: &str| (name.to_owned(), data_type.to_owned());
    let wanted = vec![pair("c", "STRING"), pair("n", "LONG"), pair("half", "")];
    let cte = "a AS (SELECT campaign AS c, COUNT(*) AS n, 1 / 2 AS half FROM dsp_clicks GROUP BY 1)";
    let (kind, detail, found) = columns(&format!("WITH |{cte} SELECT x.c FROM a x"));
    assert_eq!((kind, detail.as_str(), &found), (CompletionKind::Cte, "common table expression", &wanted));
    let (kind, detail, found) = columns(&format!("WITH {cte} SELECT |x.c FROM a x"));
    assert_eq!((kind, detail.as_str(), &found), (CompletionKind::Alias, "alias of a", &wanted));
    assert_eq!(columns(&format!("WITH {cte} SELECT |a.c FROM a")).0, CompletionKind::Cte);
    let (_, detail, found) = columns("SELECT |d.campaign FROM dsp_clicks d");
    assert_eq!(detail, "alias of dsp_clicks");
    assert!(found.contains(&pair("campaign", "STRING")), "{found:?}");
}

#[test]
fn the_argument_being_written_is_known() {
    let at = |marked: &str| {
        let (sql, line, column) = split(marked);
        signature_help(&sql, line, column).map(|help| (help.parameters[help.active].clone(), help.parameters.len()))
    };
    assert_eq!(at("SELECT IF(a > 1, |"), Some(("then".to_owned(), 3)));
    assert_eq!(at("SELECT IF(SUM(x), COALESCE(a, b, c, |"), Some(("…".to_owned(), 3)));
    assert_eq!(at("SELECT SECONDS_BETWEEN(|a, b)"), Some(("earlier".to_owned(), 2)));
    assert_eq!(at("SELECT IF(a = (1 + |2), 3, 4)"), Some(("condition".to_owned(), 3)));
    assert_eq!(at("SELECT IF(a, (SELECT |"), None);
    assert_eq!(at("SELECT a|"), None);
}

#[test]
fn a_name_leads_to_where_it_is_given() {
    let at = |marked: &str| {
        let (sql, line, column) = split(marked);
        definition(&sql, line, column).map(|range| (text(&sql, range), range.line, range.column))
    };
    let cte = "WITH seen AS (SELECT campaign AS c FROM dsp_clicks)\nSELECT s.c FROM ";
    assert_eq!(at(&format!("{cte}se|en s")), Some(("seen".to_owned(), 1, 6)));
    assert_eq!(
        at("WITH seen AS (SELECT campaign AS c FROM dsp_clicks)\nSELECT s|.c FROM seen s"),
        Some(("s".to_owned(), 2, 22))
    );
    assert_eq!(
        at("WITH seen AS (SELECT campaign AS c FROM dsp_clicks)\nSELECT s.|c FROM seen s"),
        Some(("c".to_owned(), 1, 34))
    );
    assert_eq!(at("WITH t(a, b) AS (VALUES (1, 2)) SELECT |b FROM t"), Some(("b".to_owned(), 1, 11)));
    assert_eq!(at("SELECT x|.n FROM (SELECT COUNT(*) AS n FROM dsp_clicks) x").unwrap().0, "x");
    assert_eq!(at("SELECT camp|aign FROM dsp_clicks"), None);
    // A name before the dot may be given by the query around.
    let outer = "SELECT 1 FROM (SELECT 1 AS n) x WHERE EXISTS (SELECT 1 FROM dsp_clicks c WHERE c.clicks = x.|n)";
    assert_eq!(at(outer).unwrap().0, "n");
}

#[test]
fn a_column_of_the_query_around_leads_to_where_it_is_given() {
    let at = |marked: &str| {
        let (sql, line, column) = split(marked);
        definition(&sql, line, column).map(|range| (text(&sql, range), range.column))
    };
    let outer = "SELECT 1 FROM (SELECT 1 AS n) x WHERE EXISTS (SELECT 1 FROM dsp_clicks WHERE clicks = |n)";
    assert_eq!(at(outer), Some(("n".to_owned(), 28)));
    // The table of the query itself has it, so that the one around is not meant.
    let own = "SELECT 1 FROM (SELECT 1 AS clicks) x WHERE EXISTS (SELECT 1 FROM dsp_clicks WHERE |clicks = 1)";
    assert_eq!(at(own), None);
    let hidden = "WITH dsp_clicks AS (SELECT 1 AS a) SELECT 1 FROM (SELECT 1 AS clicks) x WHERE EXISTS (SELECT 1 FROM dsp_clicks WHERE |clicks = 1)";
    assert_eq!(at(hidden), Some(("clicks".to_owned(), 63)));
}

fn renamed(marked: &str, to: &str) -> Result<String, RenameError> {
    let (sql, line, column) = split(marked);
    let mut lines: Vec<Vec<char>> = sql.split('\n').map(|line| line.chars().collect()).collect();
    for edit in rename(&sql, line, column, to)?.into_iter().rev() {
        lines[edit.range.line - 1].splice(edit.range.column - 1..edit.range.end_column - 1, edit.new_text.chars());
    }
    Ok(lines.into_iter().map(|line| line.into_iter().collect::<String>()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_alias_is_renamed_where_it_is_meant_and_nowhere_else() {
    let sql = "SELECT |i.campaign, COUNT(i.user_id) AS n\nFROM dsp_impressions i\nWHERE EXISTS (SELECT 1 FROM dsp_clicks c WHERE c.user_id = I.user_id)\nAND i.user_id IN (SELECT i.user_id FROM dsp_views i)\nGROUP BY i.campaign -- i.campaign";
    let wanted = "SELECT ads.campaign, COUNT(ads.user_id) AS n\nFROM dsp_impressions ads\nWHERE EXISTS (SELECT 1 FROM dsp_clicks c WHERE c.user_id = ads.user_id)\nAND ads.user_id IN (SELECT i.user_id FROM dsp_views i)\nGROUP BY ads.campaign -- i.campaign";
    assert_eq!(renamed(sql, "ads").unwrap(), wanted);
    assert_eq!(renamed("SELECT a|.x FROM t a, u b", "b"), Err(RenameError::Taken("b".to_owned())));
    assert_eq!(renamed("SELECT a|.x FROM t a", "my name").unwrap(), "SELECT \"my name\".x FROM t \"my name\"");
    assert_eq!(renamed("SELECT camp|aign FROM t", "x"), Err(RenameError::NotRenamable));
    assert_eq!(renamed("SELECT a|.x FROM t a", " "), Err(RenameError::NoName(String::new())));
}

#[test]
fn places_in_one_long_line_are_counted_in_characters() {
    let items: Vec<String> = (0..20_000).map(|nth| format!("a.é{nth}")).collect();
    let sql = format!("SELECT '\u{1F600}', {} FROM t a", items.join(", "));
    let edits = rename(&sql, 1, sql.chars().count(), "b").unwrap();
    assert_eq!(edits.len(), 20_001);
    let chars: Vec<char> = sql.chars().collect();
    assert!(
        edits.iter().all(|edit| chars[edit.range.column - 1] == 'a' && edit.range.end_column == edit.range.column + 1)
    );
}

#[test]
fn all_places_of_a_name_are_known_before_it_is_renamed() {
    let (sql, line, column) = split("WITH a AS (SELECT 1 AS x)\nSELECT |a.x, b.x FROM a, \"A\" b");
    let found = renamable(&sql, line, column).unwrap();
    let places: Vec<_> = found.places.into_iter().map(|range| (text(&sql, range), range.line, range.column)).collect();
    let place = |text: &str, line, column| (text.to_owned(), line, column);
    assert_eq!(found.name, "a");
    assert_eq!(places, [place("a", 1, 6), place("a", 2, 8), place("a", 2, 22), place("\"A\"", 2, 25)]);
    let (sql, line, column) = split("SELECT camp|aign FROM dsp_clicks");
    assert_eq!(renamable(&sql, line, column), Err(RenameError::NotRenamable));
}

#[test]
fn a_new_name_that_would_change_what_the_statement_means_is_refused() {
    let taken = |name: &str| Err(RenameError::Taken(name.to_owned()));
    // The name of the query around would be hidden.
    let inner = "SELECT 1 FROM t x WHERE EXISTS (SELECT 1 FROM u |y WHERE y.id = x.id)";
    assert_eq!(renamed(inner, "x"), taken("x"));
    let outer = "SELECT 1 FROM t |x WHERE EXISTS (SELECT 1 FROM u y WHERE y.id = x.id)";
    assert_eq!(renamed(outer, "y"), taken("y"));
    // A base table would be hidden.
    let table = "WITH |a AS (SELECT 1 AS x), b AS (SELECT 2 AS y FROM dsp_clicks) SELECT x FROM a";
    assert_eq!(renamed(table, "dsp_clicks"), taken("dsp_clicks"));
    assert_eq!(renamed(inner, "z").unwrap(), inner.replace('|', "").replace(" y ", " z ").replace("y.", "z."));
}

#[test]
fn a_recursive_one_is_renamed_inside_and_outside_of_itself() {
    let sql = "WITH RECURSIVE |n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let wanted = "WITH RECURSIVE m AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM m) SELECT i FROM m";
    assert_eq!(renamed(sql, "m").unwrap(), wanted);
}

#[test]
fn a_common_table_expression_is_renamed_with_all_its_uses() {
    let sql = "WITH a AS (SELECT 1 AS x), b AS (SELECT a.x FROM |a) SELECT a.x, y.x FROM A, b, a y";
    let wanted =
        "WITH first AS (SELECT 1 AS x), b AS (SELECT first.x FROM first) SELECT first.x, y.x FROM first, b, first y";
    assert_eq!(renamed(sql, "first").unwrap(), wanted);
    assert_eq!(renamed(sql, "B"), Err(RenameError::Taken("B".to_owned())));
    // Inside its own query the name means the base table.
    let own = "WITH |dsp_clicks AS (SELECT 1 AS x FROM dsp_clicks) SELECT x FROM dsp_clicks";
    assert_eq!(renamed(own, "c").unwrap(), "WITH c AS (SELECT 1 AS x FROM dsp_clicks) SELECT x FROM c");
}

#[test]
fn a_text_is_listed_by_its_parts() {
    let found: Vec<_> = symbols("WITH a AS (SELECT 1), b AS (WITH c AS (SELECT 2) SELECT 3)\nSELECT 4 FROM a")
        .into_iter()
        .map(|symbol| (symbol.name, symbol.kind, symbol.range.line))
        .collect();
    let cte = |name: &str| (name.to_owned(), SymbolKind::Cte, 1);
    assert_eq!(found, [cte("a"), cte("b"), cte("c"), ("SELECT".to_owned(), SymbolKind::Query, 2)]);
    // One that reads itself is listed once.
    let recursive = symbols("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r");
    assert_eq!(recursive.iter().map(|symbol| symbol.name.as_str()).collect::<Vec<_>>(), ["r", "SELECT"]);
}

#[test]
fn a_statement_is_laid_out_a_clause_and_an_item_a_line() {
    let sql = "with a as (select campaign, sum(impressions) as n -- how many\n from dsp_impressions i left join dsp_clicks c on i.user_id=c.user_id and c.clicks>0 where i.campaign in ('a','b') and i.site between 1 and 2 or not i.site is null group by 1) select campaign,n/2 as half,case when n>-1 then 'x' else 'y' end as k from a /* all */ where exists (select 1 from dsp_views)";
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("layout", format(sql));
        insta::assert_snapshot!("layout_long", format(statements::LONG[0]));
    });
}

#[test]
fn pieces_that_stand_apart_do_not_become_one() {
    for sql in ["SELECT a - . 5", "SELECT 1 . x", "SELECT 1; /* x */, 2"] {
        let once = format(sql);
        assert_eq!(format(&once), once, "{sql}");
        assert!(!once.contains(".5") && !once.contains("1."), "{once}");
    }
}

#[test]
fn a_text_with_an_open_quote_stays_as_it_is() {
    for sql in ["select 'open\n, b two from t", "select `open,\n b from t where c = 'd'", "select 1 -- it's\n, '"] {
        assert_eq!(format(sql), sql);
    }
    assert_eq!(format("select 1 -- it's"), "SELECT\n  1 -- it's\n");
}

#[test]
fn a_text_over_several_lines_keeps_its_blanks() {
    let sql = "SELECT 'a  \n  b' AS x -- why  \nFROM t /* one  \n two */\n\n";
    assert_eq!(format(sql), "SELECT\n  'a  \n  b' AS x -- why\nFROM\n  t /* one  \n two */\n");
}

/// The tokens of a text without blanks, comments and case.
fn tokens(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

#[test]
fn layout_changes_no_token_and_is_stable() {
    for sql in statements::GOOD.iter().chain(statements::LONG) {
        let once = format(sql);
        assert_eq!(tokens(&once), tokens(sql), "{once}");
        assert_eq!(format(&once), once, "{sql}");
        let options = CheckOptions::new(Arc::clone(&CATALOGUE));
        assert_eq!(check(&once, &options).output, check(sql, &options).output, "{once}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_of_a_statement_makes_an_editor_service_panic(
        which in 0..statements::GOOD.len() + statements::LONG.len(),
        at in 0..900_usize,
        cut in 0..30_usize,
        put in "[ -~é\u{1F600}\n\r\t]{0,8}",
    ) {
        let sql = statements::GOOD.iter().chain(statements::LONG).nth(which).unwrap();
        let mut chars: Vec<char> = sql.chars().collect();
        let at = at.min(chars.len());
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, put.chars());
        let sql: String = chars.into_iter().collect();
        let (line, column) = (sql[..sql.char_indices().nth(at).map_or(sql.len(), |(at, _)| at)].matches('\n').count() + 1, at % 60 + 1);
        hover(&sql, line, column, &CATALOGUE);
        signature_help(&sql, line, column);
        definition(&sql, line, column);
        let _ = renamable(&sql, line, column);
        let _ = rename(&sql, line, column, "other");
        symbols(&sql);
        let once = format(&sql);
        prop_assert_eq!(tokens(&once), tokens(&sql));
    }
}
