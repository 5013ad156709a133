//! What each clause takes, how it is shown and how it is written.

use amc_sql::{
    CompletionKind,
    catalogue::{FieldKind, Threshold},
};

use super::{EMBEDDED, SMALL, at, columns, functions, keywords, of_kind, one};

#[test]
fn a_name_that_stands_twice_is_offered_once() {
    let names = of_kind("SELECT | FROM dsp_views b JOIN dsp_views b USING (", CompletionKind::Alias);
    assert_eq!(names, ["b"]);
}

#[test]
fn every_clause_offers_columns() {
    for marked in [
        "SELECT city FROM orders WHERE |",
        "SELECT city FROM orders WHERE city = 'a' AND |",
        "SELECT city FROM orders JOIN shops ON |",
        "SELECT city FROM orders GROUP BY |",
        "SELECT city FROM orders GROUP BY city HAVING |",
        "SELECT SUM(amount) OVER (PARTITION BY | FROM orders",
        "SELECT SUM(amount) OVER (PARTITION BY city ORDER BY |) FROM orders",
        "SELECT CASE WHEN | END FROM orders",
        "SELECT city IN (|) FROM orders",
        "SELECT EXTRACT(HOUR FROM |) FROM orders",
        "SELECT city FROM orders WINDOW w AS (PARTITION BY |)",
    ] {
        assert!(columns(marked).contains(&"city".to_owned()), "{marked}");
    }
}

#[test]
fn aliases_come_after_the_columns() {
    let offered = at("SELECT | FROM orders o, shops AS s", &SMALL);
    let kinds: Vec<_> = offered.iter().map(|offered| offered.kind).collect();
    let first = |kind| kinds.iter().position(|have| *have == kind).unwrap();
    assert!(first(CompletionKind::Column) < first(CompletionKind::Alias));
    assert!(first(CompletionKind::Alias) < first(CompletionKind::Function));
    assert!(first(CompletionKind::Function) < first(CompletionKind::Keyword));
    assert_eq!(of_kind("SELECT | FROM orders o, shops AS s", CompletionKind::Alias), ["o", "s"]);
}

#[test]
fn the_texts_of_parameters_are_completed() {
    assert_eq!(keywords("SELECT BUILT_IN_PARAMETER('|')"), ["TIME_WINDOW_START", "TIME_WINDOW_END"]);
    assert_eq!(keywords("SELECT BUILT_IN_PARAMETER('time_window_e|"), ["TIME_WINDOW_END", "TIME_WINDOW_START"][..1]);
    let used =
        "SELECT 1 FROM orders WHERE city = CUSTOM_PARAMETER('town') AND owner = {{who}} AND shop_id = @shop AND x = ";
    assert_eq!(keywords(&format!("{used}CUSTOM_PARAMETER('|')")), ["town", "who", "shop"]);
    assert_eq!(keywords(&format!("{used}{{{{w|}}}}"))[0], "who");
    assert_eq!(keywords(&format!("{used}@sh|")), ["shop"]);
}

#[test]
fn measures_come_first_in_sums_and_dimensions_in_groups() {
    assert_eq!(columns("SELECT SUM(|) FROM orders")[0], "amount");
    assert_eq!(columns("SELECT SUM(IF(city = 'a', |, 0)) FROM orders")[0], "amount");
    assert_eq!(columns("SELECT COUNT(DISTINCT |) FROM orders").last().unwrap(), "amount");
    assert_eq!(columns("SELECT city FROM orders GROUP BY |").last().unwrap(), "amount");
    assert_eq!(columns("SELECT RANK() OVER (PARTITION BY |) FROM orders").last().unwrap(), "amount");
}

#[test]
fn output_aliases_are_offered_where_they_may_stand() {
    let output = |marked: &str| one(marked, "town").detail;
    assert_eq!(output("SELECT city AS town FROM orders GROUP BY |"), "STRING · output");
    assert_eq!(output("SELECT city town FROM orders GROUP BY city HAVING |"), "STRING · output");
    assert_eq!(output("SELECT city town FROM orders ORDER BY |"), "STRING · output");
    assert!(!columns("SELECT city AS town FROM orders WHERE |").contains(&"town".to_owned()));
    assert!(!columns("SELECT city AS town, | FROM orders").contains(&"town".to_owned()));
}

#[test]
fn functions_come_with_their_signature_and_an_open_parenthesis() {
    let sum = one("SELECT su| FROM orders", "SUM");
    assert_eq!((sum.insert.as_str(), sum.detail.as_str(), sum.kind), ("SUM(", "SUM(x)", CompletionKind::Function));
    assert!(!sum.documentation.is_empty());
    assert_eq!(one("SELECT su|(amount) FROM orders", "SUM").insert, "SUM");
    assert_eq!(one("SELECT current_d| FROM orders", "CURRENT_DATE").insert, "CURRENT_DATE");
    assert_eq!(one("SELECT cas| FROM orders", "CAST").insert, "CAST(");
}

#[test]
fn aggregates_and_window_functions_stay_where_they_may_stand() {
    let has = |marked: &str, name: &str| functions(marked).contains(&name.to_owned());
    assert!(has("SELECT | FROM orders", "SUM") && has("SELECT | FROM orders", "ROW_NUMBER"));
    assert!(has("SELECT 1 FROM orders GROUP BY city HAVING |", "SUM"));
    for marked in ["SELECT 1 FROM orders WHERE |", "SELECT 1 FROM orders GROUP BY |", "SELECT SUM(|) FROM orders"] {
        assert!(!has(marked, "SUM") && !has(marked, "RANK") && has(marked, "COALESCE"), "{marked}");
    }
    assert!(!has("SELECT | FROM orders", "EXTEND_TIME_WINDOW"));
}

#[test]
fn keywords_follow_what_stands_before_the_cursor() {
    assert_eq!(keywords("|"), ["SELECT", "WITH"]);
    assert_eq!(keywords("SELECT city fr|")[0], "FROM");
    assert_eq!(keywords("SELECT city FROM orders GROUP |"), ["BY"]);
    assert_eq!(keywords("SELECT city FROM orders LEFT |"), ["JOIN", "OUTER JOIN"]);
    assert_eq!(keywords("WITH a |"), ["AS"]);
    assert_eq!(keywords("WITH a AS (|"), ["SELECT", "VALUES", "WITH"]);
    assert_eq!(keywords("WITH a AS (SELECT 1 x) |"), ["SELECT"]);
    assert_eq!(keywords("SELECT city FROM orders o JOIN shops s |")[..2], ["ON", "USING"]);
    assert_eq!(keywords("SELECT SUM(amount) OVER (|) FROM orders"), ["PARTITION BY", "ORDER BY"]);
    assert_eq!(keywords("SELECT CASE WHEN city = 'a' |")[..2], ["WHEN", "THEN"]);
    assert!(keywords("SELECT CAST(amount AS |)").contains(&"BIGINT".to_owned()));
    assert!(keywords("SELECT EXTRACT(|)").contains(&"DOW".to_owned()));
    assert_eq!(
        of_kind("SELECT SUM(amount) OVER | FROM orders WINDOW w AS (PARTITION BY city)", CompletionKind::Alias),
        ["w"]
    );
    let after_table = keywords("SELECT city FROM orders |");
    assert!(after_table.contains(&"WHERE".to_owned()) && !after_table.contains(&"ON".to_owned()));
    assert!(["LIMIT", "RIGHT JOIN", "ORDER BY"].iter().all(|refused| !after_table.contains(&(*refused).to_owned())));
}

#[test]
fn names_are_quoted_where_they_must_be() {
    assert_eq!(one("SELECT | FROM orders", "rank of order").insert, "\"rank of order\"");
    assert_eq!(one("SELECT | FROM shops", "select").insert, "\"select\"");
    assert_eq!(one("SELECT \"ra|\" FROM orders", "rank of order").insert, "rank of order");
    assert_eq!(one("SELECT `ra|\nFROM orders", "rank of order").insert, "rank of order`");
}

#[test]
fn case_does_not_count_and_what_begins_so_comes_first() {
    assert_eq!(columns("select CI| from ORDERS"), ["city"]);
    let offered = columns("SELECT o| FROM shops, orders");
    assert_eq!(offered[0], "owner");
    assert!(offered.contains(&"rank of order".to_owned()));
    let found = at("SELECT ntbsales| FROM amazon_attributed_events_by_conversion_time", &EMBEDDED);
    assert!(found.iter().any(|offered| offered.label == "new_to_brand_product_sales"));
}

#[test]
fn a_column_says_its_type_kind_class_and_what_the_class_means() {
    let offered = at("SELECT user_i| FROM dsp_impressions", &EMBEDDED);
    let user = offered.iter().find(|offered| offered.label == "user_id").unwrap();
    assert_eq!((user.detail.as_str(), user.field_kind), ("STRING", Some(FieldKind::Dimension)));
    assert_eq!(user.threshold, Some(Threshold::VeryHigh));
    assert!(user.documentation.contains("never in the output"), "{}", user.documentation);
}

#[test]
fn a_wide_table_leaves_room_for_functions_and_keywords() {
    let offered = at("SELECT | FROM amazon_attributed_events_by_conversion_time", &EMBEDDED);
    assert_eq!(offered.len(), 200);
    assert!(offered.iter().any(|offered| offered.label == "SUM"));
    assert!(offered.iter().any(|offered| offered.label == "CASE"));
    assert_eq!(offered, at("SELECT | FROM amazon_attributed_events_by_conversion_time", &EMBEDDED));
}
