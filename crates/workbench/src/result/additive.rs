//! Which columns of numbers may be added up over rows, told from their names: AMC returns counts of people whose rows overlap,
//! and rates.

use super::look::NoSum;

/// Words of names of columns that count people.
const PEOPLE: [&str; 12] = [
    "reach",
    "unique",
    "uniques",
    "distinct",
    "users",
    "user",
    "people",
    "persons",
    "households",
    "shoppers",
    "viewers",
    "audience",
];
/// Words of names of rates and averages.
const RATES: [&str; 24] = [
    "rate",
    "ratio",
    "share",
    "percent",
    "percentage",
    "pct",
    "average",
    "avg",
    "mean",
    "median",
    "frequency",
    "index",
    "ctr",
    "cvr",
    "vcr",
    "cpc",
    "cpm",
    "cpa",
    "cpv",
    "acos",
    "roas",
    "tacos",
    "lift",
    "per",
];

/// How the names of figures begin that RecomAMP works out and that do not add up, and the one that counts what differs.
const FIGURES: [(&str, NoSum); 7] = [
    ("average of ", NoSum::Rate),
    ("least of ", NoSum::Rate),
    ("lower quartile of ", NoSum::Rate),
    ("median of ", NoSum::Rate),
    ("upper quartile of ", NoSum::Rate),
    ("greatest of ", NoSum::Rate),
    ("different ", NoSum::People),
];

/// Why the numbers of a column with this name are not added up; `None` when they may be.
pub(super) fn no_sum(name: &str) -> Option<NoSum> {
    let name = name.to_lowercase();
    // What stands before it is the value that the column is of.
    let own = name.rsplit_once(" \u{b7} ").map_or(&*name, |(_, own)| own);
    if let Some((_, why)) = FIGURES.iter().find(|(begin, _)| own.starts_with(begin)) {
        return Some(*why);
    }
    if own.starts_with("sum of ") || own == "rows" {
        return None;
    }
    if name.ends_with('%') {
        return Some(NoSum::Rate);
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.last().is_some_and(|word| matches!(*word, "id" | "ids")) {
        return Some(NoSum::Id);
    }
    // A rate of people is a rate.
    if words.iter().any(|word| RATES.contains(word)) {
        return Some(NoSum::Rate);
    }
    words.iter().any(|word| PEOPLE.contains(word)).then_some(NoSum::People)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_rates_and_ids_are_not_added_up() {
        for (name, expected) in [
            ("reach", Some(NoSum::People)),
            ("incremental_reach", Some(NoSum::People)),
            ("unique_users", Some(NoSum::People)),
            ("users", Some(NoSum::People)),
            ("Distinct Shoppers", Some(NoSum::People)),
            ("user_id", Some(NoSum::Id)),
            ("ctr", Some(NoSum::Rate)),
            ("cost_per_user", Some(NoSum::Rate)),
            ("avg_frequency", Some(NoSum::Rate)),
            ("impressions", None),
            ("total_cost", None),
            ("breach_count", None),
            ("SP \u{b7} average of cost", Some(NoSum::Rate)),
            ("Reach in spring \u{b7} sum of cost", None),
            ("different campaign", Some(NoSum::People)),
            ("cost \u{b7} change %", Some(NoSum::Rate)),
            ("cost \u{b7} change", None),
        ] {
            assert_eq!(no_sum(name), expected, "{name}");
        }
    }
}
