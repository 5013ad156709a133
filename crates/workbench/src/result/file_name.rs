//! A file name that every system takes, from a name a person gave to a query.

/// Bytes a suggested name may have, its ending included.
const LONGEST: usize = 120;

/// A name like `name.extension` without separators, control or bidirectional characters, names that Windows reserves,
/// leading points or trailing points and spaces; at most 120 bytes.
pub fn suggested_file_name(name: &str, extension: &str) -> String {
    let cleaned: String = name
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '-' } else { c })
        .collect();
    let trim = |text: &str| text.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    let mut stem = trim(&cleaned.replace("..", "-"));
    // One for the point, one for what sets a reserved name apart.
    let room = LONGEST.saturating_sub(extension.len() + 2);
    while stem.len() > room {
        stem.pop();
    }
    stem = trim(&stem);
    if stem.is_empty() {
        "result".clone_into(&mut stem);
    }
    if is_reserved(&stem) {
        stem.insert(0, '_');
    }
    format!("{stem}.{extension}")
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// CON, NUL, COM1 … are devices on Windows, with any ending.
fn is_reserved(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or(stem).trim_end().to_ascii_uppercase();
    matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || ["COM", "LPT"].iter().any(|device| {
            base.strip_prefix(device).is_some_and(|rest| {
                matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_made_safe_for_every_system() {
        for (name, expected) in [
            ("Path to conversion", "Path to conversion.csv"),
            ("../../etc/passwd", "----etc-passwd.csv"),
            ("a/b\\c:d", "a-b-c-d.csv"),
            ("  .hidden. ", "hidden.csv"),
            ("", "result.csv"),
            ("...", "-.csv"),
            ("nul", "_nul.csv"),
            ("COM1.old", "_COM1.old.csv"),
            ("lpt³", "_lpt³.csv"),
            ("conout$", "_conout$.csv"),
            ("COM10", "COM10.csv"),
            ("a\u{202d}b\u{2066}c\u{feff}", "abc.csv"),
            ("C:\\Windows\\x", "C--Windows-x.csv"),
            ("//server/share", "--server-share.csv"),
            ("tab\there", "tabhere.csv"),
            ("trailing. . .", "trailing.csv"),
            ("～ Größe ～", "～ Größe ～.csv"),
            ("evil\u{202e}vsc.exe", "evilvsc.exe.csv"),
            ("line\nbreak\0", "linebreak.csv"),
        ] {
            assert_eq!(suggested_file_name(name, "csv"), expected, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leaves_its_folder_or_grows(name in any::<String>()) {
            let made = suggested_file_name(&name, "parquet");
            prop_assert!(made.len() <= LONGEST && made.ends_with(".parquet"));
            prop_assert!(!made.contains(['/', '\\', ':', '\0']) && !made.contains("..") && !made.starts_with('.'));
        }
    }
}
