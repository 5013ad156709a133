//! Whether another query has a value or a row of values: yes, no, or NULL where SQL cannot tell.

use super::rows;

const LISTS: &str = ", mine(l) AS (VALUES (1), (3), (NULL)), few(x) AS (VALUES (1), (2)), gaps(x) AS (VALUES (1), (NULL)), \
                     nothing(x) AS (SELECT x FROM few WHERE x > 9)";

/// What a test answers for 1, 3 and NULL; NULL comes first, and is empty.
async fn found(test: &str) -> Vec<String> {
    rows(&format!("{LISTS} SELECT l, {test} AS found FROM mine")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_value_that_may_be_there_is_neither_found_nor_missing() {
    assert_eq!(found("l IN (SELECT x FROM few)").await, [" ", "1 true", "3 false"]);
    assert_eq!(found("l NOT IN (SELECT x FROM few)").await, [" ", "1 false", "3 true"]);
    assert_eq!(found("l IN (SELECT x FROM gaps)").await, [" ", "1 true", "3 "]);
    assert_eq!(found("NOT l IN (SELECT x FROM gaps)").await, [" ", "1 false", "3 "]);
    assert_eq!(found("l IN (SELECT x FROM nothing)").await, [" false", "1 false", "3 false"]);
    assert_eq!(found("l NOT IN (SELECT x FROM nothing)").await, [" true", "1 true", "3 true"]);
    assert_eq!(found("CASE WHEN l IN (SELECT x FROM gaps) THEN 'in' ELSE 'out' END").await, [" out", "1 in", "3 out"]);
    assert_eq!(found("IF(l NOT IN (SELECT x FROM gaps), 'out', 'in')").await, [" in", "1 in", "3 in"]);
    assert_eq!(found("l IN (SELECT l FROM mine WHERE l > 2)").await, [" ", "1 false", "3 true"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_cannot_be_told_is_counted_and_grouped_as_such() {
    let of = |items: &str| format!("{LISTS} SELECT {items} FROM mine");
    let counted = "SUM(IF((l IN (SELECT x FROM gaps)) IS NULL, 1, 0)) AS unknown, COUNT(l IN (SELECT x FROM few)) AS known, \
                   COUNT(*) FILTER (WHERE l NOT IN (SELECT x FROM few)) AS missing";
    assert_eq!(rows(&of(counted)).await, ["2 2 1"]);
    let key = format!("{} GROUP BY 1", of("l IN (SELECT x FROM gaps) AS found, COUNT(1) AS n"));
    assert_eq!(rows(&key).await, [" 2", "true 1"]);
    let beside =
        format!("{} GROUP BY l", of("l, l IN (SELECT x FROM gaps) AS found, l IN (SELECT x FROM few) AS other"));
    assert_eq!(rows(&beside).await, ["  ", "1 true true", "3  false"]);
    let having = "l IN (SELECT x FROM few)";
    let kept = format!("{} GROUP BY {having} HAVING", of(&format!("{having} AS found, COUNT(1) AS n")));
    assert_eq!(rows(&format!("{kept} {having}")).await, ["true 1"]);
    assert_eq!(rows(&format!("{kept} NOT {having} AND COUNT(1) = 1")).await, ["false 1"]);
    assert_eq!(rows(&format!("{kept} ({having}) IS NULL OR MAX(l) IN (SELECT x FROM few)")).await, [" 1", "true 1"]);
    let total = of("MAX(l) IN (SELECT x FROM few) AS largest, MIN(l) IN (SELECT x FROM few) AS least");
    assert_eq!(rows(&total).await, ["false true"]);
    let window = of(
        "l, MAX(l) OVER () IN (SELECT x FROM gaps) AS found, RANK() OVER (ORDER BY l IN (SELECT x FROM few), l) AS r",
    );
    assert_eq!(rows(&window).await, ["  3", "1  2", "3  1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_query_about_the_row_is_asked_for_each_row() {
    let tables = ", pairs(k, x) AS (VALUES (1, 1), (1, NULL), (2, 5)), \
                  asked(k, l) AS (VALUES (1, 1), (1, 7), (2, 5), (2, 7), (2, NULL), (3, 7), (3, NULL))";
    let test = "a.l IN (SELECT p.x FROM pairs p WHERE p.k = a.k)";
    let each = format!("{tables} SELECT a.k, a.l, {test} AS found FROM asked a");
    assert_eq!(rows(&each).await, ["1 1 true", "1 7 ", "2  ", "2 5 true", "2 7 false", "3  false", "3 7 false"]);
    let of = |condition: &str| format!("{tables} SELECT a.k, a.l FROM asked a WHERE {condition}");
    assert_eq!(rows(&of(test)).await, ["1 1", "2 5"]);
    let missing = ["2 7", "3 ", "3 7"];
    assert_eq!(rows(&of("a.l NOT IN (SELECT p.x FROM pairs p WHERE p.k = a.k)")).await, missing);
    assert_eq!(rows(&of(&format!("NOT ({test}) OR a.k > 5"))).await, missing);
    assert_eq!(rows(&of(&format!("({test}) IS NULL AND a.k < 5"))).await, ["1 7", "2 "]);
    let otherwise = "a.l IN (SELECT p.x FROM pairs p WHERE p.k < a.k)";
    assert_eq!(rows(&of(&format!("NOT {otherwise}"))).await, ["1 1", "1 7"]);
    let total = "a.l IN (SELECT COUNT(*) + 5 FROM pairs p WHERE p.k = a.k)";
    assert_eq!(rows(&of(total)).await, ["1 7"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn filters_leave_out_what_cannot_be_told() {
    let of = |condition: &str| format!("{LISTS} SELECT COUNT(*) AS n FROM mine WHERE {condition}");
    assert_eq!(rows(&of("l NOT IN (SELECT x FROM few)")).await, ["1"]);
    assert_eq!(rows(&of("l NOT IN (SELECT x FROM gaps)")).await, ["0"]);
    assert_eq!(rows(&of("l NOT IN (SELECT x FROM nothing)")).await, ["3"]);
    assert_eq!(rows(&of("l NOT IN (SELECT x FROM gaps) OR l = 1")).await, ["1"]);
    assert_eq!(rows(&of("l IN (SELECT x FROM gaps) OR l = 3")).await, ["2"]);
    assert_eq!(rows(&of("IF(l IN (SELECT x FROM gaps), FALSE, TRUE)")).await, ["2"]);
    assert_eq!(rows(&of("(l IN (SELECT x FROM gaps)) IS NOT NULL")).await, ["1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_of_values_may_be_there_as_long_as_no_value_differs() {
    let tables = ", asked(a, b) AS (VALUES (1, 10), (1, 11), (2, 5), (4, 30), (4, 5), (NULL, 10), (NULL, 11), (1, NULL), (7, NULL), (NULL, NULL)), \
                  one(x, y) AS (VALUES (1, 10)), several(x, y) AS (VALUES (1, 10), (2, NULL), (NULL, 30)), nothing(x, y) AS (SELECT x, y FROM one WHERE x > 9)";
    let of = |test: &str| format!("{tables} SELECT a, b, {test} AS found FROM asked");
    assert_eq!(
        rows(&of("(a, b) IN (SELECT x, y FROM one)")).await,
        [
            "  ",
            " 10 ",
            " 11 false",
            "1  ",
            "1 10 true",
            "1 11 false",
            "2 5 false",
            "4 30 false",
            "4 5 false",
            "7  false"
        ]
    );
    assert_eq!(
        rows(&of("(a, b) NOT IN (SELECT x, y FROM several)")).await,
        ["  ", " 10 ", " 11 ", "1  ", "1 10 false", "1 11 true", "2 5 ", "4 30 ", "4 5 true", "7  "]
    );
    assert!(rows(&of("(a, b) IN (SELECT x, y FROM nothing)")).await.iter().all(|row| row.ends_with(" false")));
    let filtered = |test: &str| format!("{tables} SELECT a, b FROM asked WHERE {test}");
    assert_eq!(rows(&filtered("(a, b) IN (SELECT x, y FROM several)")).await, ["1 10"]);
    assert_eq!(rows(&filtered("(a, b) NOT IN (SELECT x, y FROM several)")).await, ["1 11", "4 5"]);
    assert_eq!(rows(&filtered("(a, b) IN (SELECT x, y FROM several) OR b = 5")).await, ["1 10", "2 5", "4 5"]);
    let three = "(a, b, a + b) NOT IN (SELECT x, y, 11 FROM several)";
    assert_eq!(rows(&filtered(three)).await, ["1 11", "2 5", "4 30", "4 5"]);
    let six = "(a, a, a, a, b, b) NOT IN (SELECT x, x, x, x, y, y FROM several)";
    assert_eq!(rows(&filtered(six)).await, ["1 11", "4 5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_of_values_is_looked_for_in_a_query_about_the_row_around_it() {
    let elsewhere = "(o.item, o.amount) IN (SELECT x.item, x.amount * 2 FROM orders x WHERE x.buyer <> o.buyer)";
    let of = |test: &str| format!("SELECT o.buyer, o.item FROM orders o WHERE {test}");
    assert_eq!(rows(&of(elsewhere)).await, ["ann pan", "cid pot"]);
    assert_eq!(rows(&of(&format!("NOT {elsewhere}"))).await, ["ann pot", "bob pan", "cid lid"]);
    assert_eq!(rows(&of(&format!("{elsewhere} OR o.amount = 5"))).await, ["ann pan", "bob pan", "cid pot"]);
    let counted = format!("SELECT o.buyer, SUM(IF({elsewhere}, 1, 0)) AS n FROM orders o GROUP BY o.buyer");
    assert_eq!(rows(&counted).await, ["ann 1", "bob 0", "cid 1"]);
    let best = "(o.buyer, o.amount) IN (SELECT x.buyer, MAX(x.amount) FROM orders x WHERE x.item = o.item GROUP BY 1)";
    assert_eq!(rows(&of(best)).await.len(), 5);
    let distinct = "(o.item, o.item) IN (SELECT DISTINCT x.item, x.item FROM orders x WHERE x.amount > o.amount)";
    assert_eq!(rows(&of(distinct)).await, ["ann pot", "bob pan"]);
    let groups = "SELECT o.buyer, SUM(o.amount) AS total FROM orders o GROUP BY o.buyer \
                  HAVING (o.buyer, SUM(o.amount)) IN (SELECT x.buyer, x.amount FROM orders x WHERE x.buyer >= o.buyer)";
    assert_eq!(rows(groups).await, ["bob 5", "cid 40"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_of_rows_are_read_as_those_that_they_are_compared_with() {
    let of = |test: &str| format!("SELECT COUNT(*) AS n FROM orders WHERE {test}");
    assert_eq!(rows(&of("(buyer, amount) IN (SELECT 'ann', '10')")).await, ["1"]);
    assert_eq!(rows(&of("(buyer, CAST(amount AS VARCHAR)) IN (SELECT buyer, amount + 0 FROM orders)")).await, ["5"]);
    assert_eq!(rows(&of("(buyer, amount) IN (VALUES ('ann', 20), ('bob', 6))")).await, ["1"]);
    let arms = "(buyer, amount) IN (SELECT 'ann', '10' UNION ALL SELECT 'cid', '40')";
    assert_eq!(rows(&of(arms)).await, ["2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn joins_may_ask_another_query_about_either_side() {
    let of = |join: &str| format!("SELECT a.buyer, a.item, b.item AS other FROM orders a {join}");
    let pots = "(SELECT item FROM orders WHERE amount > 15)";
    let right = format!("LEFT JOIN orders b ON a.buyer = b.buyer AND a.item <> b.item AND b.item IN {pots}");
    assert_eq!(rows(&of(&right)).await, ["ann pan pot", "ann pot ", "bob pan ", "cid lid pot", "cid pot "]);
    let left = format!(
        "LEFT JOIN orders b ON a.buyer = b.buyer AND a.item <> b.item AND (a.item NOT IN {pots} OR a.buyer = 'cid')"
    );
    assert_eq!(rows(&of(&left)).await, ["ann pan pot", "ann pot ", "bob pan ", "cid lid pot", "cid pot lid"]);
    let inner = format!("JOIN orders b ON a.buyer = b.buyer AND a.item <> b.item AND a.item IN {pots}");
    assert_eq!(rows(&of(&inner)).await, ["ann pot pan", "cid pot lid"]);
    let both = "JOIN orders b ON a.buyer < b.buyer AND EXISTS (SELECT 1 FROM orders c WHERE c.item = a.item AND c.buyer = b.buyer)";
    assert_eq!(rows(&of(both)).await, ["ann pan pan", "ann pot lid", "ann pot pot"]);
    let whole = "JOIN orders b ON (a.item, b.buyer) IN (SELECT item, buyer FROM orders) AND a.buyer < b.buyer";
    assert_eq!(rows(&of(whole)).await, ["ann pan pan", "ann pot lid", "ann pot pot"]);
    let full = format!("FULL OUTER JOIN orders b ON a.item = b.item AND a.buyer <> b.buyer AND a.item NOT IN {pots}");
    assert_eq!(rows(&of(&full)).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn queries_inside_expressions_may_ask_others_in_turn() {
    let inner = "SELECT (SELECT SUM(IF(x.item IN (SELECT item FROM orders WHERE buyer = 'bob'), x.amount, 0)) FROM orders x) AS pans, \
                 COUNT(*) AS n FROM orders";
    assert_eq!(rows(inner).await, ["15 5"]);
    let nested = "SELECT COUNT(*) AS n FROM orders WHERE buyer IN (SELECT buyer FROM orders WHERE (buyer, item) NOT IN \
                  (SELECT buyer, item FROM orders WHERE amount > 5) AND NOT (item IN (SELECT 'lid') AND amount > 5))";
    assert_eq!(rows(nested).await, ["3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_of_queries_about_the_row_can_be_gathered_and_grouped_by() {
    let best = "(SELECT MAX(x.amount) FROM orders x WHERE x.item = o.item)";
    let of = |rest: &str| format!("SELECT {rest}");
    assert_eq!(rows(&of(&format!("SUM({best}) AS n FROM orders o"))).await, ["100"]);
    let grouped = format!("IF({best} > 10, 'dear', 'cheap') AS kind, COUNT(*) AS n FROM orders o GROUP BY 1");
    assert_eq!(rows(&of(&grouped)).await, ["cheap 3", "dear 2"]);
    let among =
        "SUM(IF(o.amount IN (SELECT MAX(x.amount) FROM orders x WHERE x.item = o.item), 1, 0)) AS n FROM orders o";
    assert_eq!(rows(&of(among)).await, ["3"]);
    let ranked = format!("o.buyer, o.item, RANK() OVER (ORDER BY {best} DESC) AS r FROM orders o");
    assert_eq!(rows(&of(&ranked)).await, ["ann pan 3", "ann pot 1", "bob pan 3", "cid lid 5", "cid pot 1"]);
    let joined = |side: &str| {
        format!(
            "a.buyer, a.item, b.item AS other FROM orders a LEFT JOIN orders b ON a.buyer = b.buyer AND a.item <> b.item \
             AND {side}.amount >= (SELECT MAX(x.amount) FROM orders x WHERE x.item = {side}.item)"
        )
    };
    assert_eq!(rows(&of(&joined("a"))).await, ["ann pan pot", "ann pot ", "bob pan ", "cid lid pot", "cid pot lid"]);
    assert_eq!(rows(&of(&joined("b"))).await, ["ann pan ", "ann pot pan", "bob pan ", "cid lid pot", "cid pot lid"]);
}
