//! Functions that AMC does not have, and what it has in their place.

use datafusion::sql::sqlparser::ast::Expr;

use crate::{
    check::{analysis::Analysis, scope::Typed},
    diagnostic::named,
    functions::FUNCTIONS,
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn unknown_function(&mut self, name: &str, name_place: Place, place: Place, args: &mut [Expr]) -> Typed {
        let upper = name.to_ascii_uppercase();
        if upper == "GETDATE" {
            self.replaceable(
                "getdate",
                place,
                "AMC has no GETDATE().",
                "Use CURRENT_DATE or CURRENT_TIMESTAMP.".to_owned(),
                "CURRENT_TIMESTAMP".to_owned(),
            );
        } else if let Some((_, ours)) = ELSEWHERE.iter().find(|(names, _)| names.contains(&upper.as_str())) {
            let message = format!("There is no function {}.", named(name));
            self.error("unknown_function", name_place, message, Some(format!("Write {ours}.")));
        } else {
            let near = self.near(&upper, FUNCTIONS.iter().map(|known| known.doc.name));
            self.unknown_name(
                "unknown_function",
                name_place,
                format!("There is no function {}.", named(name)),
                near,
                None,
            );
        }
        for arg in args {
            self.expr(arg);
        }
        // It may have been meant as an aggregate.
        self.aggregated = true;
        Typed::unknown(place)
    }
}

/// Functions of other systems, and how AMC writes what they do.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["TO_DATE", "DATE", "DATEFROMPARTS"], "CAST(x AS DATE)"),
    (&["TO_TIMESTAMP", "TIMESTAMP"], "CAST(x AS TIMESTAMP)"),
    (&["NOW", "SYSDATE"], "CURRENT_TIMESTAMP"),
    (&["DATEDIFF", "DATE_DIFF", "TIMESTAMPDIFF"], "SECONDS_BETWEEN(a, b) / 86400"),
    (&["DATEADD", "DATE_ADD", "DATE_SUB", "TIMESTAMPADD"], "x + INTERVAL '1' DAY"),
    (&["ADD_MONTHS"], "x + INTERVAL '1' MONTH"),
    (&["LAST_DAY"], "DATE_TRUNC('month', x) + INTERVAL '1' MONTH - INTERVAL '1' DAY"),
    (&["DATE_PART", "DATEPART"], "EXTRACT(HOUR FROM x)"),
    (&["DAY", "DAY_OF_MONTH"], "DAYOFMONTH(x)"),
    (&["WEEKDAY", "DAY_OF_WEEK"], "DAYOFWEEK(x)"),
    (&["WEEKOFYEAR", "WEEK_OF_YEAR", "WEEKISO"], "WEEK(x)"),
    (&["FROM_UNIXTIME", "TIMESTAMP_SECONDS", "TIMESTAMP_MILLIS"], "EPOCH_TO_UTC_TIMESTAMP(x)"),
    (&["UNIX_TIMESTAMP", "TO_UNIXTIME"], "SECONDS_BETWEEN(TIMESTAMP '1970-01-01 00:00:00', x)"),
    (&["TO_CHAR", "DATE_FORMAT", "STRFTIME"], "FORMAT(x, 'yyyy-MM-dd')"),
    (&["SPLIT", "SPLIT_PART", "STRTOK"], "REGEXP_SPLIT(x, ',')"),
    (&["SIZE", "ARRAY_SIZE", "ARRAY_LENGTH"], "CARDINALITY(x)"),
    (&["ARRAY_JOIN"], "ARRAY_TO_STRING(x, ',')"),
    (&["ELEMENT_AT", "ARRAY_GET"], "x[1]"),
    (&["ROW", "STRUCT", "NAMED_STRUCT"], "NAMED_ROW('a', x, 'b', y)"),
    (&["LEN"], "LENGTH(x)"),
    (&["CONCAT_WS"], "CONCAT(x, ',', y)"),
    (&["STARTS_WITH", "STARTSWITH"], "x LIKE 'a%'"),
    (&["ENDS_WITH", "ENDSWITH"], "x LIKE '%a'"),
    (&["CONTAINS"], "x LIKE '%a%'"),
    (&["REGEXP_LIKE", "REGEXP_CONTAINS", "REGEXP_MATCHES"], "x SIMILAR TO 'pattern'"),
    (&["REGEXP_EXTRACT"], "REGEXP_SUBSTR(x, 'pattern')"),
    (&["ARRAY_AGG", "COLLECT_LIST", "COLLECT_SET"], "COLLECT(x)"),
    (&["LISTAGG", "STRING_AGG", "GROUP_CONCAT"], "ARRAY_TO_STRING(COLLECT(x), ',')"),
    (&["DECODE"], "CASE x WHEN a THEN b END"),
    (&["IIF", "IFF"], "IF(condition, a, b)"),
    (&["ANY_VALUE", "ARBITRARY"], "MAX(x)"),
    (&["COUNT_IF", "COUNTIF"], "SUM(IF(condition, 1, 0))"),
    (&["APPROX_COUNT_DISTINCT", "APPROX_DISTINCT"], "COUNT(DISTINCT x)"),
    (&["PERCENTILE_CONT", "PERCENTILE_DISC", "QUANTILE"], "PERCENTILE(x, 0.5)"),
];
