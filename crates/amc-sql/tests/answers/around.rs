//! Queries about rows further away, and about both sides of a join.

use super::rows;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_query_may_look_past_the_one_around_it() {
    let of = |test: &str| format!("SELECT o.buyer, o.item FROM orders o WHERE {test}");
    let cheaper = |inner: &str| {
        format!(
            "EXISTS (SELECT 1 FROM orders x WHERE x.item = o.item AND {inner} \
             (SELECT 1 FROM orders y WHERE y.buyer = x.buyer AND y.amount < o.amount))"
        )
    };
    assert_eq!(rows(&of(&cheaper("EXISTS"))).await, ["ann pan", "ann pot", "cid pot"]);
    assert_eq!(rows(&of(&cheaper("NOT EXISTS"))).await, ["ann pan", "bob pan", "cid lid"]);
    assert_eq!(rows(&of(&format!("NOT {}", cheaper("EXISTS")))).await, ["bob pan", "cid lid"]);
    let counted = format!("SELECT SUM(IF({}, 1, 0)) AS n FROM orders o", cheaper("EXISTS"));
    assert_eq!(rows(&counted).await, ["3"]);
    let among = "o.item IN (SELECT x.item FROM orders x WHERE x.buyer IN (SELECT y.buyer FROM orders y WHERE y.amount > o.amount))";
    assert_eq!(rows(&of(among)).await, ["ann pan", "ann pot", "bob pan", "cid lid"]);
    let shared = "SELECT o.buyer, o.item, (SELECT COUNT(*) FROM orders x WHERE x.buyer <> o.buyer AND EXISTS \
                  (SELECT 1 FROM orders y WHERE y.item = x.item AND y.buyer = o.buyer)) AS n FROM orders o";
    assert_eq!(rows(shared).await, ["ann pan 2", "ann pot 2", "bob pan 1", "cid lid 1", "cid pot 1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_query_may_look_past_two_others() {
    let sql = "SELECT o.buyer, o.item FROM orders o WHERE EXISTS (SELECT 1 FROM orders x WHERE x.buyer = o.buyer AND EXISTS \
               (SELECT 1 FROM orders y WHERE y.item = x.item AND EXISTS \
               (SELECT 1 FROM orders z WHERE z.buyer = y.buyer AND z.item <> x.item AND z.amount > o.amount)))";
    assert_eq!(rows(sql).await, ["ann pan", "bob pan", "cid lid"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_missing_in_a_row_further_away_is_missing_there_too() {
    let notes = ", notes(buyer, note) AS (VALUES ('ann', 'x'), ('bob', NULL), ('cid', NULL), ('dan', 'y'))";
    let sql = format!(
        "{notes} SELECT n.buyer FROM notes n WHERE EXISTS (SELECT 1 FROM notes m WHERE m.buyer <> n.buyer AND NOT EXISTS \
         (SELECT 1 FROM notes p WHERE p.buyer = m.buyer AND p.note IS DISTINCT FROM n.note))"
    );
    assert_eq!(rows(&sql).await, ["bob", "cid"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_query_stands_for_the_value_on_which_its_rows_agree() {
    let prices = ", prices(item, price) AS (VALUES ('pan', 7), ('pot', 9), ('pot', 9), ('lid', 1), ('lid', 2))";
    let price = "(SELECT p.price FROM prices p WHERE p.item = o.item)";
    let each = format!("{prices} SELECT o.buyer, o.item, {price} AS price FROM orders o");
    assert_eq!(rows(&each).await, ["ann pan 7", "ann pot 9", "bob pan 7", "cid lid ", "cid pot 9"]);
    let dearer = format!("{prices} SELECT o.buyer, o.item FROM orders o WHERE o.amount > {price}");
    assert_eq!(rows(&dearer).await, ["ann pan", "ann pot", "cid pot"]);
    let total = format!("{prices} SELECT SUM({price}) AS total, COUNT(*) AS n FROM orders o");
    assert_eq!(rows(&total).await, ["32 5"]);
    let distinct = "(SELECT DISTINCT UPPER(x.item) FROM orders x WHERE x.buyer = o.buyer)";
    let sql = format!("SELECT o.buyer, {distinct} AS item, COUNT(*) AS n FROM orders o GROUP BY o.buyer");
    assert_eq!(rows(&sql).await, ["ann  2", "bob PAN 1", "cid  2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_left_join_may_ask_a_query_about_both_sides() {
    let of = |test: &str| format!("SELECT a.buyer, a.item, b.item AS other FROM orders a LEFT JOIN orders b ON {test}");
    let had = "EXISTS (SELECT 1 FROM orders c WHERE c.item = a.item AND c.buyer = b.buyer)";
    assert_eq!(
        rows(&of(&format!("a.buyer < b.buyer AND {had}"))).await,
        ["ann pan pan", "ann pot lid", "ann pot pot", "bob pan ", "cid lid ", "cid pot "]
    );
    // True of a row beside nothing, which nevertheless stays beside nothing.
    assert_eq!(
        rows(&of(&format!("a.buyer < b.buyer AND NOT {had}"))).await,
        ["ann pan lid", "ann pan pot", "ann pot pan", "bob pan lid", "bob pan pot", "cid lid ", "cid pot "]
    );
    let counted =
        format!("SELECT COUNT(*) AS n, COUNT(p.other) AS m FROM ({}) p", of(&format!("a.buyer < b.buyer AND {had}")));
    assert_eq!(rows(&counted).await, ["6 3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_of_values_may_equal_that_of_a_query() {
    let of = |test: &str| format!("SELECT COUNT(*) AS n FROM orders WHERE {test}");
    assert_eq!(rows(&of("(buyer, amount) = (SELECT MAX(buyer), MAX(amount) FROM orders)")).await, ["1"]);
    assert_eq!(rows(&of("(buyer, amount) <> (SELECT MAX(buyer), MAX(amount) FROM orders)")).await, ["4"]);
}
