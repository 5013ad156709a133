//! Turning an error answer into a sentence that is safe to show and to log.

use serde_json::Value;

/// Longest text taken over; a parser's list of expected tokens can be long, and its end is of no use.
const LONGEST: usize = 2_000;

/// What Amazon's credentials and signed links begin with.
const MARKERS: [&str; 5] = ["atza|", "atzr|", "amzn1.oa2-cs", "x-amz-", "bearer "];

/// Hiding every "a" of a text because somebody's secret is "a" would hide the text; no real one is this short.
const SHORTEST_SECRET: usize = 8;

const REDACTED: &str = "[redacted]";

/// The sentence in an error body: `details`, `message` or `statusReason` of a JSON object, or a short plain text. HTML and
/// broken JSON give nothing, since whatever they hold was not meant for people.
pub(crate) fn sentence(body: &[u8], secrets: &[&str]) -> Option<String> {
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return ["details", "message", "statusReason"]
            .into_iter()
            .filter_map(|field| value.get(field).and_then(Value::as_str))
            .map(str::trim)
            .find(|text| !text.is_empty())
            .map(|text| clean(text, secrets));
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    let readable = !text.is_empty() && text.len() <= 500 && !text.starts_with(['<', '{', '[', '"']);
    readable.then(|| clean(text, secrets))
}

/// Cuts, drops control characters, and hides `secrets` and everything that looks like a credential.
pub(crate) fn clean(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        text = text.replace(secret, REDACTED);
    }
    let mut text = hide_marked(&text);
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text.retain(|c| !c.is_control() || c == '\n' || c == '\t');
    text
}

fn hide_marked(text: &str) -> String {
    // ASCII lower case keeps byte offsets.
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((start, marker)) =
        MARKERS.iter().filter_map(|marker| lower[at..].find(marker).map(|start| (at + start, *marker))).min()
    {
        out.push_str(&text[at..start]);
        out.push_str(REDACTED);
        let body = start + marker.len();
        at = text[body..].find(ends_secret).map_or(text.len(), |length| body + length);
    }
    out.push_str(&text[at..]);
    out
}

fn ends_secret(character: char) -> bool {
    character.is_whitespace() || "\"'<>,;)}]&".contains(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sentence_is_found_in_each_of_amazons_shapes() {
        for (body, expected) in [
            (r#"{"code":"400","details":"one"}"#, Some("one")),
            (r#"{"message":"two","requestId":"r"}"#, Some("two")),
            (r#"{"code":"401","details":"","message":"three"}"#, Some("three")),
            (r#"{"statusReason":"four"}"#, Some("four")),
            ("five", Some("five")),
            ("<html><body>six</body></html>", None),
            (r#"{"details":"seven"#, None),
            ("", None),
            ("{}", None),
            ("[]", None),
        ] {
            assert_eq!(sentence(body.as_bytes(), &[]).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn credentials_are_hidden_and_the_rest_stays() {
        let text = "token Atza|abc.def refused, secret 's3cret-phrase' and X-Amz-Signature=00ff&x=1, Bearer xyz end";
        let cleaned = clean(text, &["s3cret-phrase", "a"]);
        assert_eq!(cleaned, "token [redacted] refused, secret '[redacted]' and [redacted]&x=1, [redacted] end");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let cleaned = clean(&"ü".repeat(5_000), &[]);
        assert_eq!(cleaned.chars().count(), LONGEST + 1);
    }

    proptest! {
        #[test]
        fn a_token_never_survives(before in ".{0,50}", token in "[A-Za-z0-9._-]{8,40}", after in ".{0,50}") {
            let cleaned = clean(&format!("{before} Atzr|{token} {after}"), &[]);
            let whole = format!("Atzr|{token}");
            prop_assert!(!cleaned.contains(&whole));
        }
    }
}
