//! Answers that the engine on its own would not give: checked, run, and compared row by row.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{CheckOptions, RunOptions, Severity, TableSource, TimeWindow, catalogue::Catalogue, check, run};
use chrono::NaiveDate;
use datafusion::{arrow::util::display::array_value_to_string, catalog::TableProvider};

mod around;
mod beside;
mod forms;
mod found;
mod reckoned;

struct NoTables;

impl TableSource for NoTables {
    fn provider(&self, _: &str) -> Option<Arc<dyn TableProvider>> {
        None
    }
}

const ORDERS: &str = "WITH orders(buyer, item, amount) AS (VALUES ('ann', 'pan', 10), ('ann', 'pot', 20), ('bob', 'pan', 5), \
     ('cid', 'lid', 0), ('cid', 'pot', 40))";

/// The rows of a statement, each as text, in order.
async fn rows(sql: &str) -> Vec<String> {
    let sql = format!("{ORDERS} {sql}");
    let catalogue = Catalogue::embedded().unwrap();
    let report = check(&sql, &CheckOptions::new(Arc::clone(&catalogue)));
    let errors: Vec<_> = report.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{sql}: {errors:?}");
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let window = TimeWindow { start: day(1), end: day(2), time_zone: chrono_tz::UTC };
    let options = RunOptions::new(catalogue, Arc::new(NoTables), window);
    let result = run(&sql, &options).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let mut rows: Vec<String> = result
        .batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)))
        .map(|(batch, row)| {
            let cells = batch.columns().iter().map(|column| array_value_to_string(column, row).unwrap());
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect();
    rows.sort();
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_window_function_can_be_grouped_by_its_position() {
    let sql = "SELECT CASE WHEN COUNT(item) OVER (PARTITION BY buyer) = 1 THEN 'once' ELSE 'again' END AS kind, \
               SUM(amount) AS total FROM orders GROUP BY 1";
    assert_eq!(rows(sql).await, ["again 70", "once 5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_window_function_can_be_grouped_by_its_name_and_by_itself() {
    let by_name = "SELECT o.buyer, MAX(o.amount) OVER (PARTITION BY o.item) AS best, COUNT(*) AS n FROM orders o \
                   GROUP BY o.buyer, best";
    assert_eq!(rows(by_name).await, ["ann 10 1", "ann 40 1", "bob 10 1", "cid 0 1", "cid 40 1"]);
    let by_itself =
        "SELECT COUNT(DISTINCT buyer) AS n FROM orders GROUP BY ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY amount)";
    assert_eq!(rows(by_itself).await, ["2", "3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn windows_among_the_keys_see_the_rows_that_the_filter_leaves() {
    let sql = "SELECT COUNT(*) OVER (PARTITION BY buyer) AS orders_of_buyer, SUM(amount) AS total FROM orders \
               WHERE amount > 0 GROUP BY 1 HAVING SUM(amount) > 0";
    assert_eq!(rows(sql).await, ["1 45", "2 30"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn windows_among_the_keys_work_over_joins_and_membership_tests() {
    let sql = "SELECT IF(a.item IN (SELECT item FROM orders WHERE buyer = 'bob'), 'as bob', 'other') AS taste, \
               RANK() OVER w AS place, SUM(b.amount) AS total FROM orders a JOIN orders b USING (buyer) \
               GROUP BY 1, 2 WINDOW w AS (ORDER BY buyer)";
    assert_eq!(rows(sql).await, ["as bob 1 30", "as bob 5 5", "other 1 30", "other 6 80"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_whole_number_in_one_branch_leaves_the_others_their_fractions() {
    let case = "SELECT buyer, CASE WHEN SUM(amount) < 10 THEN 0 ELSE SUM(amount) / 4 END AS quarter FROM orders GROUP BY buyer";
    assert_eq!(rows(case).await, ["ann 7.5", "bob 0.0", "cid 10.0"]);
    let condition = "SELECT IF(amount > 10, 1, 0.25) AS weight, COUNT(*) AS n FROM orders GROUP BY 1";
    assert_eq!(rows(condition).await, ["0.25 3", "1.0 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parts_of_a_union_meet_in_the_type_that_holds_them_all() {
    let numbers = "SELECT 0 AS share FROM orders GROUP BY 1 UNION ALL SELECT SUM(amount) / 4 AS share FROM orders";
    assert_eq!(rows(numbers).await, ["0.0", "18.75"]);
    let absent = "SELECT NULL AS note, NULL AS n FROM orders GROUP BY 1, 2 UNION ALL \
                  SELECT UPPER(buyer) AS note, COUNT(*) AS n FROM orders GROUP BY 1";
    assert_eq!(rows(absent).await, [" ", "ANN 2", "BOB 1", "CID 2"]);
    let outer = "SELECT LOWER(note) AS note, SUM(n) + 0.5 AS n FROM (SELECT NULL AS note, 0 AS n FROM orders GROUP BY 1, 2 \
                 UNION ALL SELECT item AS note, SUM(amount) / 4 AS n FROM orders GROUP BY 1) GROUP BY 1";
    assert_eq!(rows(outer).await, [" 0.5", "lid 0.5", "pan 4.25", "pot 15.5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fields_of_the_rows_in_an_array_can_be_read() {
    let sql = "SELECT path[1].item AS opening, path[CARDINALITY(path)].item AS closing, COUNT(*) AS buyers FROM ( \
               SELECT buyer, ARRAY_SORT(COLLECT(DISTINCT NAMED_ROW('place', amount, 'item', item))) AS path FROM orders GROUP BY 1 \
               ) AS p GROUP BY 1, 2";
    assert_eq!(rows(sql).await, ["lid pot 1", "pan pan 1", "pan pot 1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_field_may_take_the_name_of_a_column_it_is_grouped_beside() {
    let sql = "SELECT o.kept.item AS item, SUM(o.amount) AS total FROM ( \
               SELECT NAMED_ROW('item', item, 'buyer', buyer) AS kept, CONCAT(item, '!') AS item, amount FROM orders) AS o GROUP BY 1";
    assert_eq!(rows(sql).await, ["lid 0", "pan 15", "pot 60"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn arrays_become_text_in_the_form_they_have_in_results() {
    let sql = "SELECT CAST(ARRAY_SORT(COLLECT(NAMED_ROW('n', amount, 'item', item))) AS VARCHAR) AS path, \
               CAST(ARRAY_SORT(COLLECT(item)) AS VARCHAR) AS items FROM orders WHERE buyer = 'ann'";
    assert_eq!(rows(sql).await, ["[{n: 10, item: pan}, {n: 20, item: pot}] [pan, pot]"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn several_values_are_counted_together_unless_one_is_missing() {
    let sql = "SELECT COUNT(DISTINCT item, amount > 10) AS kinds, COUNT(DISTINCT item, NULLIF(amount, 0)) AS priced FROM orders";
    assert_eq!(rows(sql).await, ["3 4"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_number_too_big_for_its_new_type_is_missing() {
    let sql = "SELECT CAST(SUM(amount) * 1000000000 AS INTEGER) AS narrow, CAST(SUM(amount) AS DECIMAL(3, 2)) AS exact FROM orders";
    assert_eq!(rows(sql).await, [" "]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_comparison_that_counts_null_as_equal_ends_before_and() {
    let sql = "SELECT COUNT(*) AS n FROM orders WHERE NULLIF(item, 'pan') IS NOT DISTINCT FROM NULL AND buyer <> 'ann' \
               OR item IS DISTINCT FROM 'pan' AND item IS DISTINCT FROM 'pot'";
    assert_eq!(rows(sql).await, ["2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn characters_without_width_count_as_blanks() {
    let sql = "SELECT\u{200b} COUNT(*)\u{2060} AS n FROM\u{feff} orders\u{200b}";
    assert_eq!(rows(sql).await, ["5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn clause_words_of_other_dialects_can_name_a_table() {
    for word in ["view", "sample", "format", "start", "output", "settings"] {
        let sql = format!("SELECT COUNT({word}.item) AS n FROM orders {word} WHERE {word}.amount > 0");
        assert_eq!(rows(&sql).await, ["4"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_column_can_stand_beside_its_conversions() {
    let keys = "SELECT amount, CAST(amount AS VARCHAR) AS text, CAST(amount AS DOUBLE) AS exact, COUNT(*) AS n FROM orders \
                WHERE buyer = 'ann' GROUP BY 1, 2, 3";
    assert_eq!(rows(keys).await, ["10 10 10.0 1", "20 20 20.0 1"]);
    let answers = "SELECT MAX(amount) AS number, MAX(CAST(amount AS VARCHAR)) AS text, SUM(CAST(amount AS DOUBLE)) AS exact, \
                   SUM(amount) AS whole FROM orders HAVING MAX(CAST(amount AS DOUBLE)) > 1";
    assert_eq!(rows(answers).await, ["40 5 75.0 75"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn negative_lengths_leave_nothing() {
    let sql = "SELECT SUBSTRING(item, 1, CHARINDEX('~', item) - 1) AS a, LEFT(item, -1) AS b, RIGHT(item, -2) AS c, \
               SUBSTRING(item, 2, NULLIF(amount, amount)) AS d, SUBSTRING(item FROM 2 FOR 9) AS e FROM orders GROUP BY 1, 2, 3, 4, 5";
    assert_eq!(rows(sql).await, ["    an", "    id", "    ot"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn moments_and_numbers_of_seconds_become_each_other() {
    let sql = "SELECT CAST(TIMESTAMP '1970-01-02 00:00:01' AS BIGINT) AS seconds, CAST(86400 AS TIMESTAMP) AS moment, COUNT(*) AS n \
               FROM orders GROUP BY 1, 2";
    assert_eq!(rows(sql).await, ["86401 1970-01-02T00:00:00 5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn zero_to_a_negative_power_does_not_end_the_run() {
    assert_eq!(rows("SELECT POWER(0, -1) AS x, COUNT(*) AS n FROM orders GROUP BY 1").await, ["inf 5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_standard_words_for_a_limit_are_understood() {
    let sql = "SELECT SUM(amount) AS n FROM (SELECT amount FROM orders ORDER BY amount DESC OFFSET 1 ROW FETCH NEXT 2 ROWS ONLY) AS t";
    assert_eq!(rows(sql).await, ["30"]);
}

/// Whatever is written once is computed once: a statement must not grow with every call around it.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn deeply_nested_calls_cost_no_more_than_their_text() {
    for (before, behind) in [
        ("COALESCE(", ", 1)"),
        ("NVL(", ", 1)"),
        ("GREATEST(", ", 1)"),
        ("LEAST(", ", 99)"),
        ("SQRT(", ")"),
        ("LN(", " + 100)"),
        ("LOG(2, ", " + 100)"),
    ] {
        let sql =
            format!("SELECT {}4{} AS x, COUNT(*) AS n FROM orders GROUP BY 1", before.repeat(60), behind.repeat(60));
        assert_eq!(rows(&sql).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_null_that_holds_a_place_takes_the_type_of_the_others() {
    let sum = |first: &str, second: &str| {
        format!(
            ", t AS (SELECT 'x' AS a, {first} AS b UNION ALL SELECT 'x', {second}) SELECT a, SUM(b) AS total, MAX(b) AS most \
             FROM t GROUP BY a"
        )
    };
    assert_eq!(rows(&sum("NULL", "7")).await, ["x 7 7"]);
    assert_eq!(rows(&sum("NULL", "1.5")).await, ["x 1.5 1.5"]);
    assert_eq!(rows(&sum("7", "NULL")).await, ["x 7 7"]);
    assert_eq!(rows("SELECT COUNT(1) AS n, SUM(NULL) AS nothing FROM orders").await, ["5 "]);
    let never = ", t AS (SELECT buyer, NULL AS sales FROM orders) SELECT COUNT(1) AS n, SUM(sales) AS total FROM t";
    assert_eq!(rows(never).await, ["5 "]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_key_may_be_an_expression_whose_alias_is_the_name_of_its_column() {
    let sql = "SELECT UPPER(buyer) AS buyer, SUM(amount) AS total FROM orders GROUP BY UPPER(buyer)";
    assert_eq!(rows(sql).await, ["ANN 30", "BOB 5", "CID 40"]);
    let by_alias = "SELECT LEFT(buyer, 0) AS buyer, SUM(amount) AS total FROM orders GROUP BY buyer";
    assert_eq!(rows(by_alias).await, [" 75"], "alone it is the alias");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn using_makes_one_column_of_several_in_every_kind_of_join() {
    let tables = ", a(k, x) AS (VALUES (1, 'a'), (2, 'b')), b(k, y) AS (VALUES (2, 'B'), (3, 'C')), c(k, z) AS (VALUES (2, 'd'), (3, 'e'))";
    let of = |from: &str, items: &str| format!("{tables} SELECT {items}, COUNT(1) AS n FROM {from} GROUP BY {items}");
    assert_eq!(rows(&of("a FULL OUTER JOIN b USING (k)", "k, x, y")).await, ["1 a  1", "2 b B 1", "3  C 1"]);
    assert_eq!(rows(&of("a JOIN b USING (k) JOIN c USING (k)", "k, x, y, z")).await, ["2 b B d 1"]);
    assert_eq!(rows(&of("a LEFT JOIN b USING (k) LEFT JOIN c ON a.k = c.k", "k, y, z")).await, ["1   1", "2 B d 1"]);
    assert_eq!(
        rows(&of("a FULL OUTER JOIN b USING (k) FULL OUTER JOIN c USING (k)", "k, x, z")).await,
        ["1 a  1", "2 b d 1", "3  e 1"]
    );
    assert_eq!(rows(&of("a JOIN (SELECT k FROM b GROUP BY k) s USING (k)", "x")).await, ["b 1"]);
    assert_eq!(rows(&format!("{tables} SELECT DISTINCT * FROM a FULL OUTER JOIN b USING (k)")).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_average_of_decimals_is_a_fraction_that_is_not_cut_off() {
    let sql = "SELECT AVG(CAST(amount AS DECIMAL(10, 2))) AS mean FROM orders WHERE buyer <> 'cid' AND item <> 'lid'";
    assert_eq!(rows(sql).await, ["11.666666666666666"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_is_known_whichever_side_it_stands_on() {
    for call in ["FORMAT('frequency_%02d', COUNT(1))", "FORMAT(COUNT(1), 'frequency_%02d')"] {
        assert_eq!(rows(&format!("SELECT {call} AS x FROM orders")).await, ["frequency_05"], "{call}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn groups_can_be_left_out_by_what_another_query_finds() {
    let of = |test: &str| format!("SELECT buyer, COUNT(1) AS n FROM orders GROUP BY buyer HAVING {test}");
    assert_eq!(rows(&of("buyer NOT IN (SELECT buyer FROM orders WHERE item = 'lid')")).await, ["ann 2", "bob 1"]);
    assert_eq!(rows(&of("buyer IN (SELECT buyer FROM orders WHERE item = 'lid') AND COUNT(1) > 1")).await, ["cid 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_group_says_whether_another_query_finds_its_key() {
    let found = "buyer IN (SELECT buyer FROM orders WHERE item = 'lid')";
    let sql = format!("SELECT buyer, IF({found}, 1, 0) AS lid, COUNT(1) AS n FROM orders GROUP BY buyer");
    assert_eq!(rows(&sql).await, ["ann 0 2", "bob 0 1", "cid 1 2"]);
    // As the key itself, and inside an aggregate, it makes no groups of its own.
    let key = format!("SELECT IF({found}, 'all', 'all') AS who, COUNT(1) AS n FROM orders GROUP BY 1");
    assert_eq!(rows(&key).await, ["all 5"]);
    let inside = format!("SELECT 'x' AS x, SUM(IF({found}, 1, 0)) AS lids FROM orders GROUP BY 1");
    assert_eq!(rows(&inside).await, ["x 2"]);
}
