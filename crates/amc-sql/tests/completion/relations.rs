//! Tables, and the columns that they bring.

use amc_sql::{CompletionKind, catalogue::ExtraTable};

use super::{EMBEDDED, ORDERS, SMALL, at, columns, functions, keywords, of_kind, one, tables};

#[test]
fn a_table_written_after_the_cursor_gives_its_columns() {
    assert_eq!(columns("SELECT | FROM orders"), ORDERS);
    assert_eq!(columns("SELECT city, | FROM orders WHERE"), ORDERS);
}

#[test]
fn after_from_and_join_come_tables_and_visible_ctes() {
    assert_eq!(tables("SELECT city FROM |"), ["orders", "shops"]);
    assert_eq!(tables("SELECT city FROM orders o LEFT JOIN sh|"), ["shops"]);
    assert_eq!(tables("SELECT city FROM orders, |"), ["orders", "shops"]);
    assert_eq!(tables("SELECT city FROM (|)"), ["orders", "shops"]);
    let marked = "WITH a AS (SELECT city FROM |), b AS (SELECT city FROM a) SELECT city FROM b";
    assert_eq!(of_kind(marked, CompletionKind::Cte), Vec::<String>::new());
    let marked = "WITH a AS (SELECT city FROM orders), b AS (SELECT city FROM |) SELECT city FROM b";
    assert_eq!(of_kind(marked, CompletionKind::Cte), ["a"]);
    let marked = "WITH a AS (SELECT 1 x), b AS (SELECT 2 y) SELECT x FROM |";
    assert_eq!(of_kind(marked, CompletionKind::Cte), ["b", "a"]);
    assert!(columns("SELECT city FROM |").is_empty());
}

#[test]
fn a_cte_hides_the_table_whose_name_it_takes_but_not_in_its_own_body() {
    let outside = "WITH orders AS (SELECT city AS town FROM orders) SELECT | FROM orders";
    assert_eq!(columns(outside), ["town"]);
    let inside = "WITH orders AS (SELECT | FROM orders) SELECT town FROM orders";
    assert_eq!(columns(inside), ORDERS);
    assert_eq!(tables("WITH orders AS (SELECT 1 AS x) SELECT x FROM |"), ["shops"]);
}

#[test]
fn the_columns_of_a_cte_follow_its_list_its_aliases_and_its_star() {
    assert_eq!(columns("WITH a (x, y) AS (SELECT city, amount FROM orders) SELECT | FROM a"), ["x", "y"]);
    assert_eq!(columns("WITH a(p) AS (VALUES ('1'), ('2')) SELECT | FROM a"), ["p"]);
    assert_eq!(
        columns("WITH a AS (SELECT o.city, SUM(amount) AS total, COUNT(*) n, 1 FROM orders o) SELECT | FROM a"),
        ["city", "total", "n"]
    );
    assert_eq!(columns("WITH a AS (SELECT * FROM orders), b AS (SELECT * FROM a) SELECT | FROM b"), ORDERS);
    assert_eq!(
        columns("WITH a AS (SELECT s.*, o.amount FROM orders o, shops s) SELECT | FROM a"),
        ["shop_id", "owner", "select", "amount"]
    );
    assert_eq!(
        columns("WITH a AS (SELECT city FROM orders UNION ALL SELECT owner FROM shops) SELECT | FROM a"),
        ["city"]
    );
    assert_eq!(one("WITH a AS (SELECT amount AS n FROM orders) SELECT | FROM a", "n").detail, "LONG");
    assert_eq!(one("WITH a AS (SELECT COUNT(1) AS n FROM orders) SELECT | FROM a", "n").detail, "LONG");
}

#[test]
fn derived_tables_give_their_columns_with_and_without_an_alias() {
    assert_eq!(columns("SELECT | FROM (SELECT city AS town FROM orders) t"), ["town"]);
    assert_eq!(columns("SELECT t.| FROM (SELECT city AS town FROM orders) t"), ["town"]);
    assert_eq!(columns("SELECT | FROM (SELECT city AS town FROM orders)"), ["town"]);
    assert_eq!(columns("SELECT | FROM (VALUES (1, 2)) AS v (a, b)"), ["a", "b"]);
    assert_eq!(columns("SELECT town FROM (SELECT | FROM orders) t"), ORDERS);
}

#[test]
fn an_alias_and_a_dot_give_only_that_relations_columns() {
    let marked = "SELECT s.| FROM orders o JOIN shops AS s ON s.shop_id = o.shop_id";
    assert_eq!(columns(marked), ["shop_id", "owner", "select"]);
    assert!(functions(marked).is_empty() && keywords(marked).is_empty());
    assert_eq!(columns("SELECT 1 FROM orders o JOIN shops s ON o.am|"), ["amount"]);
    assert_eq!(columns("SELECT ORDERS.c| FROM orders"), ["city"]);
    assert!(at("SELECT x.| FROM orders", &SMALL).is_empty());
    assert_eq!(columns("SELECT shops.|"), ["shop_id", "owner", "select"]);
}

#[test]
fn a_name_of_two_relations_says_whose_it_is() {
    let offered = at("SELECT shop| FROM orders o JOIN shops s ON o.shop_id = s.shop_id", &SMALL);
    let found: Vec<_> = offered
        .iter()
        .filter(|offered| offered.label == "shop_id")
        .map(|offered| (offered.detail.as_str(), offered.insert.as_str()))
        .collect();
    assert_eq!(found, [("STRING · o", "o.shop_id"), ("STRING · s", "s.shop_id")]);
    assert_eq!(one("SELECT ci| FROM orders o JOIN shops s ON o.shop_id = s.shop_id", "city").detail, "STRING");
    let merged = one("SELECT shop_| FROM orders o JOIN shops s USING (shop_id)", "shop_id");
    assert_eq!((merged.detail.as_str(), merged.insert.as_str()), ("STRING", "shop_id"));
}

#[test]
fn using_offers_what_both_sides_have() {
    assert_eq!(columns("SELECT 1 FROM orders o JOIN shops s USING (|)"), ["shop_id"]);
}

#[test]
fn each_arm_of_a_union_has_its_own_tables() {
    assert_eq!(columns("SELECT city FROM orders UNION ALL SELECT | FROM shops"), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT | FROM orders UNION ALL SELECT owner FROM shops"), ORDERS);
    assert_eq!(keywords("SELECT city FROM orders UNION |"), ["ALL", "DISTINCT", "SELECT"]);
}

#[test]
fn a_subquery_sees_the_query_around_it_and_a_derived_table_does_not() {
    let marked = "SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM shops s WHERE |)";
    assert_eq!(columns(marked), ["shop_id", "owner", "select", "city", "amount", "rank of order"]);
    assert_eq!(columns("SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM shops s WHERE o.am|)"), ["amount"]);
    assert_eq!(columns("SELECT 1 FROM orders o, (SELECT | FROM shops s) d"), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT (SELECT MAX(|) FROM shops) FROM orders").len(), 6);
}

#[test]
fn an_extended_window_is_its_table_and_its_text_names_tables() {
    let marked = "SELECT e.| FROM TABLE(EXTEND_TIME_WINDOW('shops', 'P14D', 'P1D')) e";
    assert_eq!(columns(marked), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT | FROM TABLE(EXTEND_TIME_WINDOW(/* a ( */ 'shops', 'P1D', 'P1D'))").len(), 3);
    assert_eq!(columns("SELECT | FROM EXTEND_TIME_WINDOW('shops', 'P1D', 'P1D') AS e").len(), 3);
    assert_eq!(tables("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('|', 'P1D', 'P1D'))"), ["orders", "shops"]);
    assert_eq!(tables("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('sh|'))"), ["shops"]);
    assert_eq!(one("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('sh|", "shops").insert, "shops'");
    assert!(at("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('shops', 'P|'))", &SMALL).is_empty());
    assert_eq!(one("SELECT 1 FROM ext|", "EXTEND_TIME_WINDOW").insert, "TABLE(EXTEND_TIME_WINDOW(");
    assert_eq!(one("SELECT 1 FROM TABLE(|)", "EXTEND_TIME_WINDOW").insert, "EXTEND_TIME_WINDOW(");
}

#[test]
fn without_from_columns_need_two_letters_and_name_their_table() {
    assert!(columns("SELECT |").is_empty());
    assert!(columns("SELECT c|").is_empty());
    assert_eq!(one("SELECT ci|", "city").detail, "STRING · orders");
    assert_eq!(one("SELECT sh|", "shop_id").detail, "STRING · orders and 1 more");
    assert_eq!(one("WITH a AS (SELECT city AS town FROM orders) SELECT to|", "town").detail, "STRING · a");
}

#[test]
fn tables_of_the_instance_come_before_those_it_lacks_and_audience_twins_are_left_out() {
    let table = ExtraTable { name: "dsp_views".to_owned(), amazon: true, ..ExtraTable::default() };
    let catalogue = EMBEDDED.with_data_sources(&[table]);
    let offered = at("SELECT 1 FROM |", &catalogue);
    let tables: Vec<_> = offered.iter().filter(|offered| offered.kind == CompletionKind::Table).collect();
    assert_eq!(tables[0].label, "dsp_views");
    assert!(tables[1].detail.ends_with("not in this instance"));
    assert!(tables.iter().all(|table| !table.label.ends_with("_for_audiences")));
    assert_eq!(tables.len(), EMBEDDED.tables().len());
}
