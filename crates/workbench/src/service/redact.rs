//! The last gate before a log file: whatever a field held, nothing that looks like a secret of Login with Amazon, of AMC or
//! of a signed link is written.
//!
//! Logs are made of chosen fields that hold no secrets; this is for the day on which one does. Hosts put [`Redacting`] around
//! whatever they write logs to.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Stands where a secret stood.
const REDACTED: &str = "[redacted]";
/// A line is kept until it ends, since a secret may come in pieces; what goes on for longer is cut.
const LONGEST_LINE: usize = 64 * 1024;

/// One kind of secret and what stays of it.
struct Rule {
    pattern: Regex,
    replace: fn(&Captures<'_>) -> String,
}

/// A character of a value in an address, a form, a header or a JSON text.
const VALUE: &str = r#"[^\s"'<>&,;(){}\[\]\\]+"#;

static RULES: LazyLock<Result<Vec<Rule>, regex::Error>> = LazyLock::new(|| {
    let whole: fn(&Captures<'_>) -> String = |_| REDACTED.to_owned();
    let behind_name: fn(&Captures<'_>) -> String = |found| format!("{}{REDACTED}", &found["name"]);
    let unless_word: fn(&Captures<'_>) -> String = |found| {
        // `code=store.full` and `state=running` are fields of our own; in an address they would follow `?` or `&`.
        let in_address = found["before"].ends_with(['?', '&', '#']) || found["before"].contains('%');
        if !in_address && is_word(&found["value"]) {
            return found[0].to_owned();
        }
        format!("{}{}{REDACTED}", &found["before"], &found["name"])
    };
    let rules = [
        // Access and refresh tokens, their bar perhaps escaped.
        (format!(r"(?i)\bAtz[ar](?:\||%(?:25)?7C|\\u007c){VALUE}"), whole),
        // Client secrets.
        (r"(?i)amzn1(?:\.|%2E)oa2-cs[A-Za-z0-9._~%-]*".to_owned(), whole),
        (format!(r"(?i)(?P<name>\bbearer(?:\s+|%20|\+)){VALUE}"), behind_name),
        (r"(?i)(?P<name>\bbasic(?:\s+|%20|\+))[A-Za-z0-9+/=_-]{12,}".to_owned(), behind_name),
        // Signed links: signature, credential, session token and all else that belongs to them.
        (format!(r#"(?i)(?P<name>x-amz-[a-z0-9-]+(?:=|%(?:25)?3D)){VALUE}"#), behind_name),
        (
            format!(
                r#"(?i)(?P<name>(?:x-amz-(?:security-token|signature|credential)|client_?secret|code_?verifier|(?:access|refresh|id)_?token)\\?["']?\s*(?:=|:|%(?:25)?3D)\s*\\?["']?){VALUE}"#
            ),
            behind_name,
        ),
        // The answer of the consent page.
        (
            format!(
                r#"(?i)(?P<before>^|[^A-Za-z0-9_-]|%(?:25)?(?:3F|26|23))(?P<name>(?:code|state)\\?["']?\s*(?:=|:|%(?:25)?3D)\s*\\?["']?)(?P<value>{VALUE})"#
            ),
            unless_word,
        ),
    ];
    rules.into_iter().map(|(pattern, replace)| Ok(Rule { pattern: Regex::new(&pattern)?, replace })).collect()
});

/// Whether `text` is made like our codes and states (`store.full`, `needs_review`) or a status of HTTP: no code or state of a
/// sign-in is.
fn is_word(text: &str) -> bool {
    let lower =
        |part: &str| !part.is_empty() && part.len() <= 24 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split('.').all(lower) || (text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()))
}

/// `text` without tokens (`Atza|`, `Atzr|`, `Bearer`, `Basic`), client secrets (`amzn1.oa2-cs`), parameters of signed links
/// (`X-Amz-…`), and the `code` and `state` of a sign-in, also where they are percent-encoded or in JSON.
pub fn redact(text: &str) -> Cow<'_, str> {
    let Ok(rules) = &*RULES else { return Cow::Borrowed(REDACTED) };
    let mut text = Cow::Borrowed(text);
    for rule in rules {
        if let Cow::Owned(changed) = rule.pattern.replace_all(&text, rule.replace) {
            text = Cow::Owned(changed);
        }
    }
    text
}

/// Passes whole lines on to `W`, redacted. An unended line is passed on when this is flushed or dropped.
#[derive(Debug)]
pub struct Redacting<W: Write> {
    inner: W,
    line: Vec<u8>,
    cut: bool,
}

impl<W: Write> Redacting<W> {
    /// Writes to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, line: Vec::new(), cut: false }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        if self.line.is_empty() {
            return Ok(());
        }
        let line = std::mem::take(&mut self.line);
        self.cut = false;
        self.inner.write_all(redact(&String::from_utf8_lossy(&line)).as_bytes())
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            if byte == b'\n' || self.line.len() < LONGEST_LINE {
                self.line.push(byte);
            } else if !self.cut {
                self.cut = true;
                // The end may hold the beginning of a secret that can no longer be told as one.
                self.line.truncate(LONGEST_LINE - 4096);
                self.line.extend(" [cut]".bytes().chain(std::iter::repeat_n(b' ', 4090)));
            }
            if byte == b'\n' {
                self.pass_on()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Redacting<W> {
    fn drop(&mut self) {
        // Nobody is left to hear that the log cannot be written.
        let _ = self.pass_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_patterns_are_well_formed() {
        assert!(RULES.is_ok());
    }

    #[test]
    fn secrets_go_and_what_helps_stays() {
        for (text, expected) in [
            ("token Atza|IwEB.x_y-z/1+2= end", "token [redacted] end"),
            ("atzr%7CIwEBIA&x=1", "[redacted]&x=1"),
            (r#"{"t":"Atza\u007cIwEB"}"#, r#"{"t":"[redacted]"}"#),
            ("secret amzn1.oa2-cs.v1.0123abcd, next", "secret [redacted], next"),
            ("client amzn1.application-oa2-client.0123abcd", "client amzn1.application-oa2-client.0123abcd"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]"),
            (r#""authorization": "Basic YW16bjE6c2VjcmV0""#, r#""authorization": "Basic [redacted]""#),
            ("a bearer", "a bearer"),
            (
                "https://r.example/a.csv?X-Amz-Signature=0a1b&X-Amz-Credential=AKIA%2F2026&part=1",
                "https://r.example/a.csv?X-Amz-Signature=[redacted]&X-Amz-Credential=[redacted]&part=1",
            ),
            ("x-amz-security-token: FwoGZX", "x-amz-security-token: [redacted]"),
            ("x-amz-rid: 5XQZ", "x-amz-rid: 5XQZ"),
            (
                "/signed-in/na?code=ANdNAVhy&scope=s&state=0aZ_-9",
                "/signed-in/na?code=[redacted]&scope=s&state=[redacted]",
            ),
            ("?code=onlyletters", "?code=[redacted]"),
            ("u=http%3A%2F%2Flocalhost%3Fcode%3DANdN%26state%3Dx", "u=http%3A%2F%2Flocalhost%3Fcode%3D[redacted]"),
            ("code=ANdNAVhy", "code=[redacted]"),
            (r#"code="ANdNAVhy""#, r#"code="[redacted]""#),
            (
                "grant_type=authorization_code&code=ANdN&code_verifier=v3r",
                "grant_type=authorization_code&code=[redacted]&code_verifier=[redacted]",
            ),
            (
                r#"{"client_secret":"s3","refresh_token":"r"}"#,
                r#"{"client_secret":"[redacted]","refresh_token":"[redacted]"}"#,
            ),
            (r#"{\"access_token\":\"abc\"}"#, r#"{\"access_token\":\"[redacted]\"}"#),
            // What our own log is made of.
            (
                r#"{"fields":{"code":"store.full","state":"needs_review"}}"#,
                r#"{"fields":{"code":"store.full","state":"needs_review"}}"#,
            ),
            ("WARN code=amc.network execution=0199", "WARN code=amc.network execution=0199"),
            (r#"{"code": "400", "details": "x"}"#, r#"{"code": "400", "details": "x"}"#),
            ("error_code=E12 exit code 3", "error_code=E12 exit code 3"),
        ] {
            assert_eq!(redact(text), expected);
            assert_eq!(redact(expected), expected, "once is enough");
        }
    }

    #[test]
    fn lines_that_come_in_pieces_are_redacted_as_a_whole() {
        let mut written = Vec::new();
        let mut out = Redacting::new(&mut written);
        for piece in ["first At", "za|sec", "ret\nsecond Bea", "rer x9", "y8"] {
            out.write_all(piece.as_bytes()).unwrap();
        }
        drop(out);
        assert_eq!(String::from_utf8(written).unwrap(), "first [redacted]\nsecond Bearer [redacted]");
    }

    #[test]
    fn an_endless_line_is_cut_and_the_next_is_whole() {
        let mut written = Vec::new();
        let mut out = Redacting::new(&mut written);
        out.write_all(&vec![b'x'; LONGEST_LINE - 8]).unwrap();
        out.write_all(b" Atza|secret-that-crosses-the-border and more\nnext\n").unwrap();
        drop(out);
        let text = String::from_utf8(written).unwrap();
        assert!(text.len() <= LONGEST_LINE + 8 && text.ends_with("\nnext\n"));
        assert!(text.contains("[cut]") && !text.contains("Atz"));
    }

    fn secret() -> impl Strategy<Value = String> {
        "[A-Za-z0-9][A-Za-z0-9._~+/-]{15,60}"
    }

    proptest! {
        #[test]
        fn no_secret_survives_in_any_surrounding(
            secret in secret(), before in "[ -~é]{0,20}", after in "[\"'&,; \n)]?[ -~]{0,20}", form in 0..10_usize,
        ) {
            // A letter, a figure and a capital, as every real one has; so it is none of our words.
            let secret = format!("Z9q{secret}");
            let text = match form {
                0 => format!("Atza|{secret}"),
                1 => format!("Atzr%7C{secret}"),
                2 => format!("amzn1.oa2-cs.v1.{}", secret.replace(['+', '/', '~'], "0")),
                3 => format!("Bearer {secret}"),
                4 => format!("https://h/?X-Amz-Signature={secret}"),
                5 => format!("?code={secret}"),
                6 => format!("&state={secret}"),
                7 => format!("{{\"refresh_token\":\"{secret}\"}}"),
                8 => format!("client_secret={secret}"),
                _ => format!("%3Fcode%3D{secret}"),
            };
            let shown = redact(&format!("{before} {text} {after}")).into_owned();
            let whole = if form == 2 { secret.replace(['+', '/', '~'], "0") } else { secret };
            prop_assert!(!shown.contains(&whole[..12]), "{shown}");
            let again = redact(&shown).into_owned();
            prop_assert_eq!(again, shown);
        }

        #[test]
        fn any_bytes_in_any_pieces_come_out_as_lines(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..20)) {
            let lines = pieces.concat().iter().filter(|byte| **byte == b'\n').count();
            let mut written = Vec::new();
            let mut out = Redacting::new(&mut written);
            for piece in &pieces {
                out.write_all(piece).unwrap();
            }
            drop(out);
            prop_assert_eq!(written.iter().filter(|byte| **byte == b'\n').count(), lines);
        }
    }
}
