//! Every function of AMC SQL answers what was reckoned by hand, in the type that the check promised.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{collections::BTreeSet, sync::Arc};

use amc_sql::{
    CheckOptions, FunctionClass, FunctionDoc, RunOptions, TableSource, TimeWindow, arrow_type,
    catalogue::{Catalogue, FieldType},
    check, function_docs, run,
};
use chrono::NaiveDate;
use datafusion::{
    arrow::{array::Array, util::display::array_value_to_string},
    catalog::TableProvider,
};
use serde_json::json;

struct NoTables;

impl TableSource for NoTables {
    fn provider(&self, _: &str) -> Option<Arc<dyn TableProvider>> {
        None
    }
}

/// A call, its value as text (empty for NULL), and its type.
type Row = (&'static str, &'static str, &'static str);

/// One value from literals.
const SCALARS: &[Row] = &[
    ("CHARINDEX('b', 'abcb')", "2", "INTEGER"),
    ("CHARINDEX('b', 'abcb', 3)", "4", "INTEGER"),
    ("CHARINDEX('z', 'abcb')", "0", "INTEGER"),
    ("CONCAT('a', 1, 2.5, 'é')", "a12.5é", "STRING"),
    ("CONCAT('a', NULL)", "", "STRING"),
    ("FORMAT(1234.5, '#,##0.00')", "1,234.50", "STRING"),
    ("FORMAT(DATE '2026-03-03', 'yyyy/MM/dd')", "2026/03/03", "STRING"),
    ("INSTR('abcb', 'b')", "2", "INTEGER"),
    ("LEFT('abcd', 2)", "ab", "STRING"),
    ("LENGTH('né')", "2", "INTEGER"),
    ("LOCATE('b', 'abcb', 3)", "4", "INTEGER"),
    ("LOWER('ABc')", "abc", "STRING"),
    ("LTRIM('  a ')", "a ", "STRING"),
    ("POSITION('c' IN 'abc')", "3", "INTEGER"),
    ("REGEXP_REPLACE('a1b22', '[0-9]+', '#')", "a#b#", "STRING"),
    ("REGEXP_SUBSTR('ab12cd', '[0-9]+')", "12", "STRING"),
    ("REGEXP_SUBSTR('abcd', '[0-9]+')", "", "STRING"),
    ("REGEXP_SPLIT('a_b_c', '_')", "[a, b, c]", "ARRAY<STRING>"),
    ("REPLACE('aXbX', 'X', '-')", "a-b-", "STRING"),
    ("RIGHT('abcd', 3)", "bcd", "STRING"),
    ("RTRIM(' a  ')", " a", "STRING"),
    ("STRPOS('abc', 'c')", "3", "INTEGER"),
    ("STR_TO_MAP('a:1,b:2')['b']", "2", "STRING"),
    ("SUBSTRING('abcdef', 2, 3)", "bcd", "STRING"),
    ("SUBSTRING('abcdef' FROM 4)", "def", "STRING"),
    ("TRIM(BOTH 'x' FROM 'xxaxx')", "a", "STRING"),
    ("TRIM(LEADING 'x' FROM 'xxaxx')", "axx", "STRING"),
    ("UPPER('aé')", "AÉ", "STRING"),
    ("ABS(-3)", "3", "INTEGER"),
    ("CEIL(2.1)", "3.0", "DOUBLE"),
    ("ROUND(E(), 5)", "2.71828", "DOUBLE"),
    ("ROUND(EXP(1), 5)", "2.71828", "DOUBLE"),
    ("FLOOR(-2.1)", "-3.0", "DOUBLE"),
    ("LN(1)", "0.0", "DOUBLE"),
    ("LN(0)", "", "DOUBLE"),
    ("LOG(2, 8)", "3.0", "DOUBLE"),
    ("LOG(-1)", "", "DOUBLE"),
    ("LOG10(1000)", "3.0", "DOUBLE"),
    ("POWER(2, 10)", "1024.0", "DOUBLE"),
    ("RANDOM() < 1", "true", "BOOLEAN"),
    ("ROUND(5.55555, 2)", "5.56", "DOUBLE"),
    ("ROUND(5.5)", "6.0", "DOUBLE"),
    ("SQRT(9)", "3.0", "DOUBLE"),
    ("SQRT(-9)", "", "DOUBLE"),
    ("TRUNC(2.789, 2)", "2.78", "DOUBLE"),
    ("GREATEST(1, 3, 2)", "3", "INTEGER"),
    ("GREATEST(1, NULL, 2)", "", "INTEGER"),
    ("LEAST(4, 3, 5)", "3", "INTEGER"),
    ("LEAST(NULL, 3)", "", "INTEGER"),
    ("CURRENT_DATE >= DATE '2026-01-01'", "true", "BOOLEAN"),
    ("CURRENT_TIMESTAMP > TIMESTAMP '2026-01-01 00:00:00'", "true", "BOOLEAN"),
    ("DATE_TRUNC('month', TIMESTAMP '2026-03-17 10:11:12')", "2026-03-01T00:00:00", "TIMESTAMP"),
    ("DATE_TRUNC('WEEK', DATE '2026-03-05')", "2026-03-02T00:00:00", "TIMESTAMP"),
    ("EXTRACT(DOW FROM DATE '2026-03-01')", "1", "LONG"),
    ("EXTRACT(HOUR FROM TIMESTAMP '2026-03-01 13:14:15')", "13", "LONG"),
    ("DAYOFMONTH(DATE '2026-03-17')", "17", "INTEGER"),
    ("DAYOFWEEK(DATE '2026-03-07')", "7", "INTEGER"),
    ("HOUR(TIMESTAMP '2026-03-01 13:14:15')", "13", "INTEGER"),
    ("MINUTE(TIMESTAMP '2026-03-01 13:14:15')", "14", "INTEGER"),
    ("SECOND(TIMESTAMP '2026-03-01 13:14:15.9')", "15", "INTEGER"),
    ("WEEK(DATE '2026-01-01')", "1", "INTEGER"),
    ("MONTH(DATE '2026-03-17')", "3", "INTEGER"),
    ("YEAR(DATE '2026-03-17')", "2026", "INTEGER"),
    ("SECONDS_BETWEEN(TIMESTAMP '2026-03-01 00:00:00', TIMESTAMP '2026-03-01 00:01:30')", "90", "LONG"),
    ("SECONDS_BETWEEN(DATE '2026-03-02', DATE '2026-03-01')", "-86400", "LONG"),
    (
        "CONVERT_TIME_ZONE_FROM_UTC(TIMESTAMP '2026-01-01 12:00:00', 'America/New_York')",
        "2026-01-01T07:00:00",
        "TIMESTAMP",
    ),
    ("CONVERT_TIME_ZONE_FROM_UTC(DATE '2026-01-02', 'America/New_York')", "2026-01-01", "DATE"),
    ("EPOCH_TO_UTC_TIMESTAMP('1666735860')", "2022-10-25T22:11:00", "TIMESTAMP"),
    ("EPOCH_TO_UTC_TIMESTAMP(1666735860500)", "2022-10-25T22:11:00.500", "TIMESTAMP"),
    ("DATE '2026-03-01' + INTERVAL '2' DAY", "2026-03-03", "DATE"),
    ("COALESCE(NULL, 2, 3)", "2", "INTEGER"),
    ("IF(1 > 2, 'a', 'b')", "b", "STRING"),
    ("IF(NULL, 1, 2)", "2", "INTEGER"),
    ("IFNULL(NULL, 'x')", "x", "STRING"),
    ("IFNULL(NULL, NULL, 3)", "3", "INTEGER"),
    ("NULLIF(2, 2)", "", "INTEGER"),
    ("NVL('a', 'b')", "a", "STRING"),
    ("NVL(NULL, NULL, 'c')", "c", "STRING"),
    ("NVL2(NULL, 1, 2)", "2", "INTEGER"),
    ("CASE WHEN 1 = 1 THEN 5 ELSE 'x' END", "5", "STRING"),
    ("ARRAY_CAT(ARRAY[1, 2], ARRAY[2, 3])", "[1, 2, 2, 3]", "ARRAY<INTEGER>"),
    ("ARRAY_CONTAINS(ARRAY[1, 2], '2')", "true", "BOOLEAN"),
    ("ARRAY_COMPLEMENT(ARRAY[1, 2, 3], ARRAY[2])", "[1, 3]", "ARRAY<INTEGER>"),
    ("ARRAY_SORT(ARRAY_DISTINCT(ARRAY[2, 1, 2]))", "[1, 2]", "ARRAY<INTEGER>"),
    ("ARRAY_SORT(ARRAY_INTERSECT(ARRAY[1, 2, 3], ARRAY[3, 2]))", "[2, 3]", "ARRAY<INTEGER>"),
    ("ARRAY_REMOVE(ARRAY[1, 2, 1], 1)", "[2]", "ARRAY<INTEGER>"),
    ("ARRAY_TO_STRING(ARRAY['a', 'b'], ' > ')", "a > b", "STRING"),
    ("ARRAY_SORT(ARRAY_UNION(ARRAY[3, 1], ARRAY[1, 2]))", "[1, 2, 3]", "ARRAY<INTEGER>"),
    ("CARDINALITY(ARRAY['a', 'b'])", "2", "INTEGER"),
    ("FLATTEN(ARRAY[ARRAY[1], ARRAY[2, 3]])", "[1, 2, 3]", "ARRAY<INTEGER>"),
    ("CONTAINED_IN(2, 1, 2)", "true", "BOOLEAN"),
    ("LENGTH(UUID())", "36", "INTEGER"),
    ("NAMED_ROW('a', 1, 'b', 'x')", "{a: 1, b: x}", "ROW<a INTEGER,b STRING>"),
    ("HASH64('a') = HASH64('a') AND HASH64('a') <> HASH64('b')", "true", "BOOLEAN"),
    ("MD5('abc')", "900150983cd24fb0d6963f7d28e17f72", "STRING"),
    ("SHA1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d", "STRING"),
    ("FROM_VARBINARY(TO_VARBINARY('aGVsbG8=', 'base64'), 'utf-8')", "hello", "STRING"),
    ("FROM_VARBINARY(TO_VARBINARY('hi', 'utf-8'), 'hex')", "6869", "STRING"),
    ("JSON_EXTRACT('{\"a\":{\"b\":[1,2]}}', '$.a.b[1]')", "2", "STRING"),
    ("JSON_SERIALIZE('a\"b')", "\"a\\\"b\"", "STRING"),
    ("CAST('12' AS INTEGER) + 1", "13", "LONG"),
    ("CAST(1.5 AS DECIMAL(6, 3))", "1.500", "DECIMAL(6,3)"),
    ("'Kitchen' SIMILAR TO '^Kit'", "true", "BOOLEAN"),
    ("'my kitchen' SIMILAR TO '(?i)KITCH'", "true", "BOOLEAN"),
    ("'kitchen' SIMILAR TO '^chen'", "false", "BOOLEAN"),
    ("'kitchen' LIKE 'k_tch%'", "true", "BOOLEAN"),
    ("BUILT_IN_PARAMETER('TIME_WINDOW_START')", "2026-03-01T00:00:00", "TIMESTAMP"),
    ("BUILT_IN_PARAMETER('TIME_WINDOW_END')", "2026-03-31T00:00:00", "TIMESTAMP"),
    ("CUSTOM_PARAMETER('n') + 1", "8", "LONG"),
    ("1 / 2", "0.5", "DOUBLE"),
    ("1 / 0", "", "DOUBLE"),
    ("7 % 4", "3", "LONG"),
];

/// One value from the rows 1, 2, 3, 10 of `v`.
const AGGREGATES: &[Row] = &[
    ("AVG(v)", "4.0", "DOUBLE"),
    ("COUNT(v)", "4", "LONG"),
    ("COUNT(DISTINCT v % 2)", "2", "LONG"),
    ("MIN(v)", "1", "INTEGER"),
    ("MAX(v)", "10", "INTEGER"),
    ("SUM(v)", "16", "LONG"),
    ("ARRAY_SORT(COLLECT(v))", "[1, 2, 3, 10]", "ARRAY<INTEGER>"),
    ("COLLECT(DISTINCT v / v)", "[1.0]", "ARRAY<DOUBLE>"),
    // Squares of the distances from the mean add up to 9 + 4 + 1 + 36 = 50.
    ("ROUND(STDDEV(v), 4)", "4.0825", "DOUBLE"),
    ("ROUND(STDDEV_SAMP(v), 4)", "4.0825", "DOUBLE"),
    ("ROUND(STDDEV_POP(v), 4)", "3.5355", "DOUBLE"),
    ("ROUND(VARIANCE(v), 4)", "16.6667", "DOUBLE"),
    ("ROUND(VAR_SAMP(v), 4)", "16.6667", "DOUBLE"),
    ("VAR_POP(v)", "12.5", "DOUBLE"),
    // Cubes of the distances: -27 - 8 - 1 + 216 = 180; 180 / 4 / 12.5^1.5.
    ("ROUND(SKEWNESS(v), 4)", "1.0182", "DOUBLE"),
    ("SKEWNESS(v) FILTER (WHERE v < 10)", "0.0", "DOUBLE"),
    ("PERCENTILE(v, 0.5)", "2.5", "DOUBLE"),
    ("APPROX_PERCENTILE(v, 1)", "10.0", "DOUBLE"),
    ("MEDIAN(v)", "2.5", "DOUBLE"),
];

/// One value of the row with the greatest `v` among 1, 2, 2, 3.
const WINDOWS: &[Row] = &[
    ("SKEWNESS(v) OVER ()", "0.0", "DOUBLE"),
    ("RANK() OVER (ORDER BY v)", "4", "LONG"),
    ("DENSE_RANK() OVER (ORDER BY v)", "3", "LONG"),
    ("ROW_NUMBER() OVER (ORDER BY v)", "4", "LONG"),
    ("SUM(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)", "5", "LONG"),
    ("SUM(v) OVER ()", "8", "LONG"),
    ("LAG(v) OVER (ORDER BY v)", "2", "INTEGER"),
    ("LEAD(v, 1, 0) OVER (ORDER BY v)", "0", "INTEGER"),
    ("FIRST_VALUE(v) OVER (ORDER BY v)", "1", "INTEGER"),
    ("LAST_VALUE(v) OVER (ORDER BY v)", "3", "INTEGER"),
    ("NTILE(2) OVER (ORDER BY v)", "2", "LONG"),
    ("PERCENT_RANK() OVER (ORDER BY v)", "1.0", "DOUBLE"),
    ("CUME_DIST() OVER (ORDER BY v)", "1.0", "DOUBLE"),
];

async fn answer(sql: &str) -> Result<(String, String), String> {
    let catalogue = Catalogue::embedded().unwrap();
    let report = check(sql, &CheckOptions::new(Arc::clone(&catalogue)));
    if let Some(error) = report.diagnostics.iter().find(|found| found.severity == amc_sql::Severity::Error) {
        return Err(format!("{} {}", error.code, error.message));
    }
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let window = TimeWindow { start: day(1), end: day(31), time_zone: chrono_tz::UTC };
    let options = RunOptions {
        threads: 1,
        parameters: [("n".to_owned(), json!(7))].into(),
        ..RunOptions::new(catalogue, Arc::new(NoTables), window)
    };
    let result = run(sql, &options).await.map_err(|error| error.to_string())?;
    let batch = result.batches.iter().find(|batch| batch.num_rows() > 0).ok_or("no rows")?;
    let column = batch.column(batch.num_columns() - 1);
    let value = if column.is_null(0) { String::new() } else { array_value_to_string(column, 0).unwrap() };
    Ok((value, report.output.last().unwrap().data_type.to_string()))
}

async fn wrong(rows: &[Row], statement: impl Fn(&str) -> String) -> Vec<String> {
    let mut wrong = Vec::new();
    for (call, value, data_type) in rows {
        let got = answer(&statement(call)).await;
        if got != Ok(((*value).to_owned(), (*data_type).to_owned())) {
            wrong.push(format!("{call}: {got:?} instead of {value:?} {data_type}"));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_function_answers_what_was_reckoned_by_hand() {
    let mut all = wrong(SCALARS, |call| format!("SELECT {call} AS x")).await;
    all.extend(wrong(AGGREGATES, |call| format!("SELECT {call} AS x FROM (VALUES (1), (2), (3), (10)) AS t(v)")).await);
    let top = |call: &str| {
        format!("SELECT v, x FROM (SELECT v, {call} AS x FROM (VALUES (1), (2), (2), (3)) AS t(v)) AS w WHERE v = 3")
    };
    all.extend(wrong(WINDOWS, top).await);
    assert!(all.is_empty(), "{} wrong:\n{}", all.len(), all.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_comes_for_each_value_of_an_exploded_array() {
    let sql = "SELECT COUNT(*) AS n, MAX(x) AS x FROM (SELECT EXPLODE(ARRAY[1, 2, 5]) AS x) AS t";
    assert_eq!(answer(sql).await.unwrap().0, "5");
}

#[test]
fn every_function_has_a_value_that_was_reckoned_by_hand() {
    let tested: String = SCALARS.iter().chain(AGGREGATES).chain(WINDOWS).map(|row| row.0).collect::<Vec<_>>().join(" ");
    let words: BTreeSet<&str> = tested.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let elsewhere = ["EXTEND_TIME_WINDOW", "EXPLODE"];
    let missing: Vec<&str> = function_docs()
        .iter()
        .filter(|doc| doc.documented && !elsewhere.contains(&doc.name))
        .map(|doc| doc.name)
        .filter(|name| !words.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The table of `docs/amc-sql.md`, as the program knows its functions.
fn documented() -> String {
    let line = |doc: &FunctionDoc| {
        let cell = |text: &str| text.replace('|', "\\|");
        format!("| `{}` | {} |\n", cell(doc.signature), cell(doc.doc))
    };
    let class = |class| -> String {
        function_docs().iter().filter(|doc| doc.class == class && doc.documented).map(line).collect()
    };
    let others: String = function_docs().iter().filter(|doc| !doc.documented).map(line).collect();
    let head = "| Call | Answers |\n|---|---|\n";
    format!(
        "### Values\n\n{head}{}\n### Groups\n\n{head}{}\n### Windows\n\n{head}{}\n### Tables\n\n{head}{}\n### Not in Amazon's list\n\n\
         Accepted with a warning.\n\n{head}{others}",
        class(FunctionClass::Scalar),
        class(FunctionClass::Aggregate),
        class(FunctionClass::Window),
        class(FunctionClass::Table),
    )
}

#[test]
fn the_documentation_lists_the_functions_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/amc-sql.md");
    let page = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let wanted = documented();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let (before, rest) = page.split_once("<!-- functions -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- /functions -->").unwrap();
        std::fs::write(path, format!("{before}<!-- functions -->\n{wanted}<!-- /functions -->{after}")).unwrap();
        return;
    }
    assert!(page.contains(&wanted), "run the test once with UPDATE_DOCS=1 and commit docs/amc-sql.md");
}

#[test]
fn a_field_type_has_the_arrow_type_of_its_values() {
    assert_eq!(arrow_type("LONG".parse::<FieldType>().unwrap()), datafusion::arrow::datatypes::DataType::Int64);
}
