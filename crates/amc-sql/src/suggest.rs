//! "Did you mean": the known name nearest to a misspelled one.

/// The candidate that differs least from `word`, if it is near enough to be a slip of the hand. Case does not count.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = word.to_lowercase().chars().take(128).collect();
    let limit = match wanted.len() {
        0..=2 => 1,
        3..=5 => 2,
        6..=11 => 3,
        _ => 4,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let have: Vec<char> = candidate.to_lowercase().chars().collect();
            if have.len().abs_diff(wanted.len()) > limit {
                return None;
            }
            let distance = distance(&wanted, &have);
            (distance <= limit && distance < wanted.len()).then_some((distance, candidate))
        })
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut current = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut best = (previous[j] + usize::from(x != y)).min(previous[j + 1] + 1).min(current[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before[j - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["campaign", "campaign_id", "impressions", "clicks"];
        assert_eq!(nearest("campain", names), Some("campaign"));
        assert_eq!(nearest("IMPRESSION", names), Some("impressions"));
        assert_eq!(nearest("clikcs", names), Some("clicks"));
        assert_eq!(nearest("zebra_crossing", names), None);
    }
}
