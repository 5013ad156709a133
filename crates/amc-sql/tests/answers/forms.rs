//! Forms of the standard that the engine does not know, or understands otherwise.

use super::rows;

/// The one row that such items give.
async fn row(items: &str) -> String {
    rows(&format!("SELECT {items}, COUNT(1) AS n FROM orders GROUP BY ()")).await.join("; ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn times_are_rounded_to_whole_units() {
    let day = "TIMESTAMP '2026-03-04 10:20:30.5'";
    let whole = "TIMESTAMP '2026-03-01 00:00:00'";
    assert_eq!(row(&format!("FLOOR({day} TO DAY)")).await, "2026-03-04T00:00:00 5");
    assert_eq!(row(&format!("CEIL({day} TO DAY)")).await, "2026-03-05T00:00:00 5");
    assert_eq!(row(&format!("CEIL({day} TO HOUR)")).await, "2026-03-04T11:00:00 5");
    assert_eq!(row(&format!("CEIL({day} TO QUARTER)")).await, "2026-04-01T00:00:00 5");
    assert_eq!(row(&format!("CEIL({day} TO WEEK)")).await, "2026-03-09T00:00:00 5");
    assert_eq!(row(&format!("CEIL({whole} TO MONTH)")).await, "2026-03-01T00:00:00 5", "whole already");
    assert_eq!(row("FLOOR(DATE '2026-03-04' TO MONTH)").await, "2026-03-01 5");
    assert_eq!(row("CEIL(DATE '2026-03-04' TO YEAR)").await, "2027-01-01 5");
    assert_eq!(row("CEIL(1.2), FLOOR(1.8)").await, "2.0 1.0 5");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn intervals_may_have_several_units() {
    let from = "TIMESTAMP '2026-03-01 00:00:00'";
    for (interval, then) in [
        ("INTERVAL '1' QUARTER", "2026-06-01T00:00:00"),
        ("INTERVAL '1 02:03' DAY TO MINUTE", "2026-03-02T02:03:00"),
        ("INTERVAL '1-2' YEAR TO MONTH", "2027-05-01T00:00:00"),
        ("INTERVAL '02:03:04.5' HOUR TO SECOND", "2026-03-01T02:03:04.500"),
        ("INTERVAL '-1 12' DAY TO HOUR", "2026-02-27T12:00:00"),
        ("INTERVAL -'2' DAY(3)", "2026-02-27T00:00:00"),
        ("INTERVAL 2 WEEKS", "2026-03-15T00:00:00"),
    ] {
        assert_eq!(row(&format!("{from} + {interval}")).await, format!("{then} 5"), "{interval}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_of_text_and_numbers_is_compared_as_text() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM orders WHERE {test}");
    assert_eq!(rows(&of("item IN (1, 'pan')")).await, ["2"]);
    assert_eq!(rows(&of("item NOT IN (1, 'pan')")).await, ["3"]);
    assert_eq!(rows(&of("amount IN ('pan', 5)")).await, ["1"]);
    assert_eq!(rows(&of("amount NOT IN ('pan', 5)")).await, ["4"]);
    assert_eq!(rows(&of("amount IN ('5', 10)")).await, ["2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn keys_may_stand_in_parentheses() {
    assert_eq!(rows("SELECT SUM(amount) AS total FROM orders GROUP BY ()").await, ["75"]);
    assert_eq!(rows("SELECT 'all' AS who FROM orders GROUP BY ()").await, ["all"]);
    assert_eq!(
        rows("SELECT buyer, SUM(amount) AS n FROM orders GROUP BY (buyer), ()").await,
        ["ann 30", "bob 5", "cid 40"]
    );
    let two = "SELECT buyer, item, COUNT(1) AS n FROM orders WHERE buyer = 'ann' GROUP BY (buyer, item)";
    assert_eq!(rows(two).await, ["ann pan 1", "ann pot 1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rows_are_compared_value_by_value() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM orders o WHERE {test}");
    let pairs = "SELECT item, amount FROM orders WHERE buyer = 'ann'";
    assert_eq!(rows(&of(&format!("(o.item, o.amount) IN ({pairs})"))).await, ["2"]);
    assert_eq!(
        rows(&of(&format!("(o.item, amount) NOT IN ({pairs} UNION ALL SELECT 'lid', 0 FROM orders)"))).await,
        ["2"]
    );
    assert_eq!(rows(&of("(buyer, item) IN (('ann', 'pan'), ('bob', 'pot'), ('cid', 'lid'))")).await, ["2"]);
    assert_eq!(rows(&of("(buyer, item) NOT IN (('ann', 'pan'))")).await, ["4"]);
    assert_eq!(rows(&of("(buyer, amount) = ('ann', '10')")).await, ["1"]);
    assert_eq!(rows(&of("(buyer, item) <> ('ann', 'pan')")).await, ["4"]);
    let counted = format!("SELECT SUM(IF((o.item, o.amount) IN ({pairs}), 1, 0)) AS n FROM orders o");
    assert_eq!(rows(&counted).await, ["2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn any_and_all_are_membership() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM orders WHERE {test}");
    assert_eq!(rows(&of("item = ANY (SELECT item FROM orders WHERE buyer = 'bob')")).await, ["2"]);
    assert_eq!(rows(&of("item <> ALL (SELECT item FROM orders WHERE buyer = 'bob')")).await, ["3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn intervals_are_multiplied_and_compared() {
    let from = "TIMESTAMP '2026-03-01 00:00:00'";
    for (interval, then) in [
        ("COUNT(1) * INTERVAL '1' DAY", "2026-03-06T00:00:00"),
        ("INTERVAL '1' MONTH * 2", "2026-05-01T00:00:00"),
        ("0.5 * INTERVAL '3' DAY", "2026-03-02T12:00:00"),
        ("-2 * INTERVAL '90' MINUTE", "2026-02-28T21:00:00"),
        ("'2' * INTERVAL '1' HOUR", "2026-03-01T02:00:00"),
    ] {
        let sql = format!("SELECT {from} + {interval} AS t FROM orders");
        assert_eq!(rows(&format!("{sql} HAVING COUNT(1) > 0")).await, [then], "{interval}");
    }
    assert_eq!(row("DATE '2026-03-09' - DATE '2026-03-01' > INTERVAL '7' DAY").await, "true 5");
    assert_eq!(row(&format!("{from} - TIMESTAMP '2026-02-28 23:00:00' <= INTERVAL '59' MINUTE")).await, "false 5");
    assert_eq!(row(&format!("{from} - TIMESTAMP '2026-02-27 18:00:00' > INTERVAL '1' DAY")).await, "true 5");
    let parts = ["DAY", "HOUR", "MINUTE", "SECOND", "EPOCH"]
        .map(|unit| format!("EXTRACT({unit} FROM TIMESTAMP '2026-03-03 01:02:03' - {from})"));
    assert_eq!(row(&parts.join(", ")).await, "2 1 2 3 176523 5");
    assert_eq!(row("INTERVAL '30' HOUR BETWEEN INTERVAL '1' DAY AND INTERVAL '2' DAY").await, "true 5");
    assert_eq!(row("INTERVAL '1' MONTH IN (INTERVAL '3' DAY, INTERVAL '720' HOUR)").await, "true 5");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_collected_can_be_sorted_by_something_else() {
    let sql =
        "SELECT ARRAY_TO_STRING(COLLECT(item) WITHIN GROUP (ORDER BY amount DESC, buyer), ' ') AS items FROM orders";
    assert_eq!(rows(sql).await, ["pot pot pan pan lid"]);
    let each = "SELECT buyer, ARRAY_TO_STRING(COLLECT(item) WITHIN GROUP (ORDER BY item DESC), ' ') AS items FROM orders GROUP BY buyer";
    assert_eq!(rows(each).await, ["ann pot pan", "bob pan", "cid pot lid"]);
    let last = "SELECT buyer, LAG(paid) IGNORE NULLS OVER (ORDER BY item, amount) AS a, LAG(paid IGNORE NULLS) OVER (ORDER BY item, amount) AS b \
                FROM (SELECT buyer, item, amount, NULLIF(amount, 0) AS paid FROM orders WHERE item <> 'pot')";
    assert_eq!(rows(last).await, ["ann 5 5", "bob  ", "cid  "]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nothing_but_null_is_missing_and_no_text() {
    let sql = "SELECT MAX(NULL) AS x, COALESCE(MAX(NULL), 'none') AS y FROM orders";
    assert_eq!(rows(sql).await, [" none"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whole_arrays_and_rows_become_json() {
    let of = |value: &str| format!("JSON_SERIALIZE({value})");
    assert_eq!(
        row(&of("NAMED_ROW('a', 1, 'b', ARRAY['x \"y\"', NULL], 'c', NAMED_ROW('d', TRUE, 'e', DATE '2026-03-01'))"))
            .await,
        r#"{"a":1,"b":["x \"y\"",null],"c":{"d":true,"e":"2026-03-01"}} 5"#
    );
    assert_eq!(row(&of("ARRAY[1.5, 2]")).await, "[1.5,2.0] 5");
    assert_eq!(row(&of("STR_TO_MAP('a:1,b:2', ',', ':')")).await, r#"{"a":"1","b":"2"} 5"#);
    assert_eq!(row(&of("'[1, 2]'")).await, "[1,2] 5");
    assert_eq!(row(&of("'a'")).await, r#""a" 5"#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn words_for_days_are_read_where_a_time_is_compared() {
    assert_eq!(
        row("CURRENT_DATE = 'today', CURRENT_TIMESTAMP > 'yesterday', CURRENT_DATE IN ('Tomorrow', 'today')").await,
        "true true true 5"
    );
    assert_eq!(row("CURRENT_TIMESTAMP BETWEEN 'today' AND 'tomorrow'").await, "true 5");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn decimals_and_fractions_meet_as_fractions() {
    let exact = "CAST(SUM(amount) AS DECIMAL(38, 4))";
    let arms = format!(
        "SELECT {exact} AS x FROM orders UNION ALL SELECT SUM(amount) / 8 AS x FROM orders UNION ALL SELECT 1 AS x"
    );
    assert_eq!(rows(&arms).await, ["1.0", "75.0", "9.375"]);
    let product = "SUM(t.x) * 1000000000000 * SUM(t.x) * 1000000000000";
    let product = format!("SELECT {product} > 7.2e27 AS a, {product} < 7.3e27 AS b FROM ({arms}) t");
    assert_eq!(rows(&product).await, ["true true"]);
    let chosen = format!(
        "SELECT IF(COUNT(1) > 9, 0.5, {exact}) AS a, COALESCE({exact}, 0.5) AS b, GREATEST({exact}, 0.5) AS c FROM orders"
    );
    assert_eq!(rows(&chosen).await, ["75.0 75.0 75.0"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn text_is_cut_off_at_the_length_of_its_type() {
    assert_eq!(
        row("CAST(TIMESTAMP '2026-03-04 10:20:30' AS VARCHAR(10)), CAST('abcdef' AS CHAR(3)), CAST(12 AS VARCHAR(9))")
            .await,
        "2026-03-04 abc 12 5"
    );
    assert_eq!(
        rows("SELECT CAST(item AS VARCHAR(1)) AS p, COUNT(1) AS n FROM orders GROUP BY 1").await,
        ["l 1", "p 4"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn patterns_may_name_the_sign_that_takes_meaning_away() {
    let of = |text: &str, pattern: &str| format!("'{text}' LIKE '{pattern}' ESCAPE '!'");
    let tests = [
        of("50%", "50!%"),
        of("50x", "50!%"),
        of("a!b", "a!!_"),
        of("a\\b", "a\\b"),
        of("a_b", "%!_b"),
        of("axb", "%!_b"),
    ];
    assert_eq!(row(&tests.join(", ")).await, "true false true true true false 5");
    assert_eq!(row("'a_b' NOT LIKE '%#_%' ESCAPE '#', 'a_b' LIKE 'a\\_b' ESCAPE '\\'").await, "false true 5");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_may_be_looked_for_in_a_list_of_rows() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM orders WHERE {test}");
    assert_eq!(rows(&of("amount IN (VALUES (5), (20), ('40'))")).await, ["3"]);
    assert_eq!(rows(&of("item NOT IN (VALUES ('pan'), ('pot'))")).await, ["1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rows_of_several_sets_of_keys_tell_which_keys_they_lack() {
    let sql = "SELECT buyer, GROUPING(buyer) AS g, SUM(amount) AS total FROM orders GROUP BY ROLLUP (buyer)";
    assert_eq!(rows(sql).await, [" 1 75", "ann 0 30", "bob 0 5", "cid 0 40"]);
    let named = "SELECT IF(GROUPING(item) = 1, 'all', item) AS item, COUNT(1) AS n FROM orders GROUP BY GROUPING SETS ((item), ()) HAVING COUNT(1) > 1";
    assert_eq!(rows(named).await, ["all 5", "pan 2", "pot 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_first_and_the_last_of_rows_are_found() {
    let best = |name: &str| format!("{name}(NAMED_ROW('amount', amount, 'item', item))");
    let each =
        format!("SELECT buyer, {}.item AS a, {}.amount AS b FROM orders GROUP BY buyer", best("MAX"), best("MIN"));
    assert_eq!(rows(&each).await, ["ann pot 10", "bob pan 5", "cid pot 0"]);
    let some =
        format!("SELECT buyer, ({} FILTER (WHERE item <> 'pot')).item AS a FROM orders GROUP BY buyer", best("MAX"));
    assert_eq!(rows(&some).await, ["ann pan", "bob pan", "cid lid"]);
}
