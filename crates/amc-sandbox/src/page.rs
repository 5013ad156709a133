//! Paging: `limit`, and a `nextToken` that holds its place and the filters it belongs to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::input::Params;
use crate::settings::Settings;

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
pub(crate) fn read(params: &Params, filters: &str, settings: &Settings) -> Result<PageRequest, Refusal> {
    let limit = match params.get("limit")? {
        None => PAGE,
        Some(text) => whole_number(text)
            .filter(|n| (1..=PAGE).contains(n))
            .ok_or_else(|| Refusal::invalid("limit must be a whole number from 1 to 100"))?,
    };
    let from = match params.get("nextToken")?.filter(|t| !t.is_empty()) {
        None => None,
        Some(token) => {
            Some(open(token, filters).ok_or_else(|| Refusal::invalid("nextToken is not valid for this request"))?)
        }
    };
    Ok(PageRequest { limit: limit.min(settings.page_size.unwrap_or(PAGE).max(1)), from })
}

/// Digits and nothing else; Rust would also take a sign.
fn whole_number(text: &str) -> Option<usize> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
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

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// The page of a list that does not change while it is read; the place of a page is an index.
///
/// # Errors
/// As [`read`].
pub(crate) fn of<'a, T>(
    params: &Params,
    settings: &Settings,
    all: &'a [T],
    filters: &str,
) -> Result<Page<&'a T>, Refusal> {
    Ok(cut(all, read(params, filters, settings)?, filters))
}

fn cut<'a, T>(all: &'a [T], page: PageRequest, filters: &str) -> Page<&'a T> {
    let start = usize::try_from(page.from.unwrap_or(0)).unwrap_or(usize::MAX).min(all.len());
    let end = (start + page.limit).min(all.len());
    let next = (end < all.len()).then(|| token(end as u64, filters));
    Page { items: all[start..end].iter().collect(), next }
}

impl<T> Page<T> {
    pub(crate) fn map<U>(self, form: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(form).collect(), next: self.next }
    }
}

/// One page of what an instance keeps under `name`, as it is kept.
///
/// # Errors
/// As [`read`].
pub(crate) fn of_kept(
    name: &str,
    instance_id: &str,
    kept: Vec<Value>,
    params: &Params,
    settings: &Settings,
) -> Result<Value, Refusal> {
    let page = of(params, settings, &kept, &format!("{name} of {instance_id}"))?;
    Ok(listed(name, page.map(Value::clone), settings))
}

/// A list as the API writes it. On the last page `nextToken` is left out, or null.
pub(crate) fn listed(name: &str, page: Page<Value>, settings: &Settings) -> Value {
    let mut body = json!({ name: page.items });
    match page.next {
        Some(next) => body["nextToken"] = next.into(),
        None => settings.write_null(&mut body, "nextToken"),
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_query(query: &str, filters: &str) -> Result<PageRequest, Refusal> {
        read(&Params::of(query), filters, &Settings::default())
    }

    #[test]
    fn a_token_of_other_filters_is_refused() {
        let token = token(5, "workflows of a");
        assert_eq!(read_query(&format!("nextToken={token}"), "workflows of a").unwrap().from, Some(5));
        assert!(read_query(&format!("nextToken={token}"), "workflows of b").is_err());
        assert!(read_query("nextToken=rubbish", "workflows of a").is_err());
    }

    #[test]
    fn a_limit_is_a_whole_number_from_1_to_100() {
        for good in ["1", "100", "007"] {
            assert!(read_query(&format!("limit={good}"), "x").is_ok(), "{good}");
        }
        for bad in ["", "0", "101", "-1", "%2B5", "1.0", "1e1", "99999999999999999999999", "ten", "%D9%A1"] {
            assert!(read_query(&format!("limit={bad}"), "x").is_err(), "{bad}");
        }
    }

    #[test]
    fn the_last_page_has_no_token() {
        let all = [1, 2, 3];
        let first = cut(&all, PageRequest { limit: 2, from: None }, "x");
        assert_eq!((first.items, first.next.is_some()), (vec![&1, &2], true));
        let last = cut(&all, PageRequest { limit: 2, from: Some(2) }, "x");
        assert_eq!((last.items, last.next), (vec![&3], None));
    }
}
