//! What a row has beside it: values of its own arrays, and queries that look at it.

use super::rows;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_array_of_the_row_beside_it_is_unnested() {
    let baskets = "baskets(buyer, items) AS (SELECT buyer, COLLECT(item) FROM orders GROUP BY buyer)";
    let each =
        |from: &str| format!(", {baskets} SELECT b.buyer, t.item, COUNT(1) AS n FROM {from} GROUP BY b.buyer, t.item");
    let all = ["ann pan 1", "ann pot 1", "bob pan 1", "cid lid 1", "cid pot 1"];
    assert_eq!(rows(&each("baskets b CROSS JOIN UNNEST(b.items) AS t(item)")).await, all);
    assert_eq!(rows(&each("baskets b, UNNEST(items) AS t(item)")).await, all);
    // Over an expression, over two arrays one after the other, and with the rows joined on.
    let sorted = "baskets b CROSS JOIN UNNEST(ARRAY_DISTINCT(b.items)) AS t(item)";
    assert_eq!(rows(&each(sorted)).await, all);
    let pairs = format!(
        ", {baskets} SELECT x.item AS one, y.item AS other, COUNT(DISTINCT b.buyer) AS buyers FROM baskets b \
         CROSS JOIN UNNEST(b.items) AS x(item) CROSS JOIN UNNEST(b.items) AS y(item) WHERE x.item < y.item GROUP BY 1, 2"
    );
    assert_eq!(rows(&pairs).await, ["lid pot 1", "pan pot 1"]);
    let joined = format!(
        ", {baskets} SELECT t.item, SUM(o.amount) AS amount FROM baskets b CROSS JOIN UNNEST(b.items) AS t(item) \
         JOIN orders o ON o.buyer = b.buyer AND o.item = t.item GROUP BY t.item"
    );
    assert_eq!(rows(&joined).await, ["lid 0", "pan 15", "pot 60"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_without_values_in_its_array_stays_in_a_left_join() {
    let each = |from: &str| {
        format!(
            ", baskets(buyer, items) AS (SELECT 'dan', CAST(NULL AS ARRAY<VARCHAR>) UNION ALL SELECT 'eve', ARRAY_REMOVE(ARRAY['x'], 'x') \
             UNION ALL SELECT buyer, COLLECT(item) FROM orders GROUP BY buyer) \
             SELECT b.buyer, t.item, COUNT(1) AS n FROM {from} GROUP BY b.buyer, t.item"
        )
    };
    let full = ["ann pan 1", "ann pot 1", "bob pan 1", "cid lid 1", "cid pot 1"];
    let all: Vec<&str> = full.into_iter().chain(["dan  1", "eve  1"]).collect();
    assert_eq!(rows(&each("baskets b LEFT JOIN UNNEST(b.items) AS t(item) ON TRUE")).await, all);
    assert_eq!(rows(&each("baskets b LEFT JOIN UNNEST(items) AS t(item) ON 1 = 1")).await, all);
    assert_eq!(rows(&each("baskets b JOIN UNNEST(b.items) AS t(item) ON TRUE")).await, full);
    assert_eq!(rows(&each("baskets b CROSS JOIN UNNEST(b.items) AS t(item)")).await, full);
    let some = each("baskets b JOIN UNNEST(b.items) AS t(item) ON t.item <> 'pan' AND b.buyer <> 'cid'");
    assert_eq!(rows(&some).await, ["ann pot 1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_for_none_of_whose_values_a_condition_holds_stays_once_in_a_left_join() {
    let of = |joins: &str| {
        format!(
            ", baskets(buyer, items) AS (SELECT 'dan', CAST(NULL AS ARRAY<VARCHAR>) UNION ALL SELECT 'eve', ARRAY_REMOVE(ARRAY['x'], 'x') \
             UNION ALL SELECT buyer, COLLECT(item) FROM orders GROUP BY buyer) SELECT b.buyer, t.item FROM baskets b {joins}"
        )
    };
    let with = |condition: &str| of(&format!("LEFT JOIN UNNEST(b.items) AS t(item) ON {condition}"));
    let none = ["dan ", "eve "];
    let and_none = |rows: &[&'static str]| rows.iter().copied().chain(none).collect::<Vec<_>>();
    assert_eq!(rows(&with("t.item <> 'pan'")).await, and_none(&["ann pot", "bob ", "cid lid", "cid pot"]));
    assert_eq!(rows(&with("t.item = 'lid'")).await, and_none(&["ann ", "bob ", "cid lid"]));
    assert_eq!(rows(&with("b.buyer = 'ann'")).await, and_none(&["ann pan", "ann pot", "bob ", "cid "]));
    assert_eq!(rows(&with("FALSE")).await, and_none(&["ann ", "bob ", "cid "]));
    assert_eq!(rows(&with("t.item = NULLIF(b.buyer, b.buyer)")).await, and_none(&["ann ", "bob ", "cid "]));
    let as_bob = "t.item IN (SELECT item FROM orders WHERE buyer = 'bob')";
    assert_eq!(rows(&with(as_bob)).await, and_none(&["ann pan", "bob pan", "cid "]));
    let twice = "LEFT JOIN UNNEST(b.items) AS o(item) ON o.item <> 'pan' LEFT JOIN UNNEST(b.items) AS t(item) ON t.item > o.item";
    assert_eq!(rows(&of(twice)).await, and_none(&["ann ", "bob ", "cid ", "cid pot"]));
    let joined = "LEFT JOIN UNNEST(b.items) AS t(item) ON t.item <> 'pan' JOIN orders o ON o.buyer = b.buyer AND o.item = t.item";
    assert_eq!(rows(&of(joined)).await, ["ann pot", "cid lid", "cid pot"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn equal_rows_beside_an_array_stay_apart_in_a_left_join() {
    let sql = ", twins(buyer, items) AS (SELECT buyer, ARRAY['x', 'y'] FROM orders) \
               SELECT w.buyer, t.item, COUNT(*) AS n FROM twins w LEFT JOIN UNNEST(w.items) AS t(item) ON t.item = 'x' AND w.buyer <> 'cid' GROUP BY 1, 2";
    assert_eq!(rows(sql).await, ["ann x 2", "bob x 1", "cid  2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_fields_of_an_array_of_rows_become_columns() {
    let of = |from: &str| {
        format!(
            ", paths(buyer, steps) AS (SELECT buyer, ARRAY_SORT(COLLECT(NAMED_ROW('n', amount, 'Item', item))) FROM orders GROUP BY buyer) \
             SELECT p.buyer, t.place, t.thing FROM {from}"
        )
    };
    let all = ["ann 10 pan", "ann 20 pot", "bob 5 pan", "cid 0 lid", "cid 40 pot"];
    assert_eq!(rows(&of("paths p CROSS JOIN UNNEST(p.steps) AS t(place, thing)")).await, all);
    assert_eq!(rows(&of("paths p, UNNEST(steps) AS t(Place, \"THING\")")).await, all);
    assert_eq!(rows(&of("paths p CROSS JOIN EXPLODE(p.steps) AS t(place, thing)")).await, all);
    assert_eq!(
        rows(&of("paths p JOIN UNNEST(p.steps) AS t(place, thing) ON t.place > 5")).await,
        [all[0], all[1], all[4]]
    );
    let left = rows(&of("paths p LEFT JOIN UNNEST(p.steps) AS t(place, thing) ON t.place > 5")).await;
    assert_eq!(left, [all[0], all[1], "bob  ", all[4]]);
    let joined = "paths p CROSS JOIN UNNEST(p.steps) AS t(place, thing) JOIN orders o ON o.amount = t.place AND o.item = t.thing";
    assert_eq!(rows(&of(joined)).await, all);
    let two = "paths p CROSS JOIN UNNEST(p.steps) AS t(place, thing) CROSS JOIN UNNEST(p.steps) AS u(place, thing)";
    assert_eq!(rows(&format!("{} WHERE t.place < u.place", of(two))).await, ["ann 10 pan", "cid 0 lid"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_array_of_rows_may_stand_alone_in_from() {
    let written = "UNNEST(ARRAY[NAMED_ROW('a', 1, 'b', 'x'), NAMED_ROW('a', 2, 'b', 'y')]) AS t(a, b)";
    assert_eq!(rows(&format!("SELECT SUM(a) AS n, MAX(t.b) AS b FROM {written}")).await, ["3 y"]);
    assert_eq!(
        rows(&format!("SELECT o.buyer, b FROM orders o, {written} WHERE o.amount / 10 = a")).await,
        ["ann x", "ann y"]
    );
    let whole = "SELECT t.steps.b AS b FROM UNNEST(ARRAY[NAMED_ROW('a', 1, 'b', 'x')]) AS t(steps)";
    assert_eq!(rows(whole).await, ["x"], "one name stands for the row");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_of_an_array_can_be_numbered() {
    let of = |rest: &str| {
        format!(
            ", paths(buyer, steps) AS (SELECT buyer, ARRAY_SORT(COLLECT(NAMED_ROW('n', amount, 'item', item))) FROM orders GROUP BY buyer), \
             words(w) AS (SELECT 'x-y' UNION ALL SELECT 'z' UNION ALL SELECT NULL) SELECT {rest}"
        )
    };
    let words = "w, t.part, t.place FROM words";
    let split = "UNNEST(REGEXP_SPLIT(w, '-')) WITH ORDINALITY AS t(part, place)";
    assert_eq!(rows(&of(&format!("{words}, {split}"))).await, ["x-y x 1", "x-y y 2", "z z 1"]);
    let left = rows(&of(&format!("{words} LEFT JOIN {split} ON t.place > 1"))).await;
    assert_eq!(left, ["  ", "x-y y 2", "z  "]);
    let unnamed = "SUM(t.ordinality) AS n FROM words CROSS JOIN UNNEST(REGEXP_SPLIT(w, '-')) WITH ORDINALITY AS t";
    assert_eq!(rows(&of(unnamed)).await, ["4"]);
    let rows_of =
        "p.buyer, t.item, t.place FROM paths p CROSS JOIN UNNEST(p.steps) WITH ORDINALITY AS t(n, item, place)";
    assert_eq!(rows(&of(rows_of)).await, ["ann pan 1", "ann pot 2", "bob pan 1", "cid lid 1", "cid pot 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn columns_of_a_row_are_unnested_as_an_array() {
    let each = |from: &str| format!("SELECT o.buyer, t.word, COUNT(1) AS n FROM {from} GROUP BY o.buyer, t.word");
    let all = ["ann ann 2", "ann pan 1", "ann pot 1", "bob bob 1", "bob pan 1", "cid cid 2", "cid lid 1", "cid pot 1"];
    assert_eq!(rows(&each("orders o CROSS JOIN UNNEST(ARRAY[o.buyer, o.item]) AS t(word)")).await, all);
    assert_eq!(rows(&each("orders o, UNNEST(ARRAY[buyer, UPPER(item)]) AS t(\"WORD\")")).await.len(), 8);
    assert_eq!(rows(&each("orders o LEFT JOIN UNNEST(ARRAY[o.buyer, o.item]) AS t(word) ON TRUE")).await, all);
    let pairs = "SELECT t.word, t.n, COUNT(1) AS rows FROM orders o \
                 CROSS JOIN UNNEST(ARRAY[o.item, 'sum'], ARRAY[o.amount, 1]) AS t(word, n) WHERE o.buyer = 'ann' GROUP BY 1, 2";
    assert_eq!(rows(pairs).await, ["pan 10 1", "pot 20 1", "sum 1 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_of_an_array_have_the_name_of_their_alias() {
    let sql = "SELECT word, COUNT(1) AS n FROM orders o CROSS JOIN UNNEST(ARRAY[o.buyer]) AS word GROUP BY word";
    assert_eq!(rows(sql).await, ["ann 2", "bob 1", "cid 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aggregates_may_ask_whether_another_query_finds_anything_for_the_row() {
    let pairs = ", pairs(buyer, item) AS (VALUES ('ann', 'pot'), ('cid', 'pan'), ('cid', 'lid'), ('cid', 'lid'))";
    let same = "EXISTS (SELECT 1 FROM pairs p WHERE p.buyer = o.buyer AND p.item = o.item)";
    let summed = format!("{pairs} SELECT o.buyer, SUM(IF({same}, 1, 0)) AS n FROM orders o GROUP BY o.buyer");
    assert_eq!(rows(&summed).await, ["ann 1", "bob 0", "cid 1"]);
    let total = format!("{pairs} SELECT SUM(CASE WHEN NOT {same} THEN o.amount ELSE 0 END) AS n FROM orders o");
    assert_eq!(rows(&total).await, ["55"]);
    // Two of them, one that compares otherwise than by equality, and one that looks at nothing around it.
    let less = "EXISTS (SELECT 1 FROM orders x WHERE x.buyer = o.buyer AND x.amount < o.amount)";
    let several = format!(
        "{pairs} SELECT o.buyer, SUM(IF({same}, 1, 0)) AS a, SUM(IF({less}, 1, 0)) AS b, \
         COUNT(DISTINCT IF(EXISTS (SELECT 1 FROM pairs WHERE buyer = 'cid'), o.item, NULL)) AS c FROM orders o GROUP BY o.buyer"
    );
    assert_eq!(rows(&several).await, ["ann 1 1 2", "bob 0 0 1", "cid 1 1 2"]);
    let key = format!("{pairs} SELECT IF({same}, 'yes', 'no') AS found, COUNT(1) AS n FROM orders o GROUP BY 1");
    assert_eq!(rows(&key).await, ["no 3", "yes 2"]);
    let grouped = format!(
        "{pairs} SELECT o.buyer, IF(EXISTS (SELECT 1 FROM pairs p WHERE p.buyer = o.buyer), 1, 0) AS known, COUNT(1) AS n \
         FROM orders o GROUP BY o.buyer"
    );
    assert_eq!(rows(&grouped).await, ["ann 1 2", "bob 0 1", "cid 1 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn membership_in_a_query_about_the_row_can_be_counted() {
    let found = "o.item IN (SELECT x.item FROM orders x WHERE x.buyer <> o.buyer)";
    let sql = format!("SELECT o.buyer, SUM(IF({found}, 1, 0)) AS shared FROM orders o GROUP BY o.buyer");
    assert_eq!(rows(&sql).await, ["ann 2", "bob 1", "cid 1"]);
    let not = format!("SELECT SUM(IF(NOT {found}, 1, 0)) AS own, COUNT(1) AS n FROM orders o");
    assert_eq!(rows(&not).await, ["1 5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_query_may_be_about_nothing_but_an_array_of_the_row() {
    let of = |rest: &str| {
        format!(
            ", baskets(buyer, items) AS (SELECT 'dan', CAST(NULL AS ARRAY<VARCHAR>) UNION ALL SELECT 'eve', ARRAY_REMOVE(ARRAY['x'], 'x') \
             UNION ALL SELECT buyer, COLLECT(item) FROM orders GROUP BY buyer) SELECT {rest}"
        )
    };
    let has = "EXISTS (SELECT 1 FROM UNNEST(b.items) AS t(item) WHERE t.item <> 'pan')";
    assert_eq!(rows(&of(&format!("b.buyer FROM baskets b WHERE {has}"))).await, ["ann", "cid"]);
    assert_eq!(rows(&of(&format!("b.buyer FROM baskets b WHERE NOT {has}"))).await, ["bob", "dan", "eve"]);
    let any = "EXISTS (SELECT 1 FROM UNNEST(b.items) AS t(item))";
    assert_eq!(
        rows(&of(&format!("b.buyer, {any} AS f FROM baskets b"))).await,
        ["ann true", "bob true", "cid true", "dan false", "eve false"]
    );
    assert_eq!(rows(&of(&format!("SUM(IF({has}, 1, 0)) AS n, COUNT(*) AS m FROM baskets b"))).await, ["2 5"]);
    let within = "'pan' IN (SELECT t.item FROM UNNEST(b.items) AS t(item))";
    assert_eq!(
        rows(&of(&format!("b.buyer FROM baskets b WHERE {within} OR b.buyer = 'eve'"))).await,
        ["ann", "bob", "eve"]
    );
    let own = "o.buyer, COUNT(*) AS n FROM orders o WHERE o.item NOT IN (SELECT UPPER(w) FROM UNNEST(ARRAY['PAN', o.buyer, NULLIF(o.buyer, 'cid')]) AS t(w)) GROUP BY 1";
    assert_eq!(rows(&of(own)).await, ["ann 2", "bob 1"]);
    let counted = "b.buyer, (SELECT COUNT(*) FROM UNNEST(b.items) AS t(item) WHERE t.item > 'p') AS n, \
                   (SELECT MAX(t.item) FROM UNNEST(b.items) AS t(item)) AS last FROM baskets b";
    assert_eq!(rows(&of(counted)).await, ["ann 2 pot", "bob 1 pan", "cid 1 pot", "dan 0 ", "eve 0 "]);
    let sum = "o.buyer, SUM((SELECT SUM(n) + 1 FROM UNNEST(ARRAY[o.amount, 100]) AS t(n) WHERE n > 5)) AS n FROM orders o GROUP BY 1";
    assert_eq!(rows(&of(sum)).await, ["ann 232", "bob 101", "cid 242"]);
}
