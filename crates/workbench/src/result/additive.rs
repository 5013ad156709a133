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

/// Why the numbers of a column with this name are not added up; `None` when they may be.
pub(super) fn no_sum(name: &str) -> Option<NoSum> {
    let name = name.to_lowercase();
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
        ] {
            assert_eq!(no_sum(name), expected, "{name}");
        }
    }
}
