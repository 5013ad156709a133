//! Paging: `limit`, and a `nextToken` that holds its place and the filters it belongs to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::answer::Refusal;

/// Amazon's largest and default page.
const PAGE: usize = 100;

/// A page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRequest {
    pub(crate) limit: usize,
    /// Where the page begins, in the meaning of the list; `None` is the beginning.
    pub(crate) from: Option<u64>,
}

/// Reads `limit` and `nextToken`.
///
/// `filters` is everything else that shapes the list: a token of another list, or of the same with other filters, is refused.
pub(crate) fn read(
    limit: Option<&str>,
    next_token: Option<&str>,
    filters: &str,
    cap: Option<usize>,
) -> Result<PageRequest, Refusal> {
    let limit = match limit {
        None => PAGE,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=PAGE).contains(n))
            .ok_or_else(|| Refusal::invalid("limit must be a whole number from 1 to 100"))?,
    };
    let from = match next_token.filter(|t| !t.is_empty()) {
        None => None,
        Some(token) => {
            Some(open(token, filters).ok_or_else(|| Refusal::invalid("nextToken is not valid for this request"))?)
        }
    };
    Ok(PageRequest { limit: limit.min(cap.unwrap_or(PAGE).max(1)), from })
}

/// The token of the page that begins at `from`.
pub(crate) fn token(from: u64, filters: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{from}:{}", mark(filters)))
}

fn open(token: &str, filters: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (from, given) = text.split_once(':')?;
    (given == mark(filters)).then(|| from.parse().ok())?
}

fn mark(filters: &str) -> String {
    hex::encode(&Sha256::digest(filters.as_bytes())[..8])
}

/// Cuts a page out of a list that does not change: `from` is an index.
pub(crate) fn cut<'a, T>(all: &'a [T], page: PageRequest, filters: &str) -> (&'a [T], Option<String>) {
    let start = usize::try_from(page.from.unwrap_or(0)).unwrap_or(usize::MAX).min(all.len());
    let end = (start + page.limit).min(all.len());
    let next = (end < all.len()).then(|| token(end as u64, filters));
    (&all[start..end], next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_other_filters_is_refused() {
        let token = token(5, "workflows of a");
        assert_eq!(read(None, Some(&token), "workflows of a", None).unwrap().from, Some(5));
        assert!(read(None, Some(&token), "workflows of b", None).is_err());
        assert!(read(None, Some("rubbish"), "workflows of a", None).is_err());
    }

    #[test]
    fn the_last_page_has_no_token() {
        let all = [1, 2, 3];
        let (first, next) = cut(&all, PageRequest { limit: 2, from: None }, "x");
        assert_eq!((first, next.is_some()), (&all[..2], true));
        let (last, next) = cut(&all, PageRequest { limit: 2, from: Some(2) }, "x");
        assert_eq!((last, next), (&all[2..], None));
    }
}
