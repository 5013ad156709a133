//! Texts inside the XML of a spreadsheet (ECMA-376 part 1, 22.9.2.19 `ST_Xstring`).

use std::fmt::Write as _;

/// Appends `text`. What XML has no place for is written as `_xHHHH_`, and so is the beginning of a text that reads like that.
fn push_text(out: &mut String, text: &str) {
    for (at, char) in text.char_indices() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(char),
            '_' if is_escape(text.get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "_x{:04X}_", u32::from(char));
            }
            _ => out.push(char),
        }
    }
}

/// Whether `text` begins with `_xHHHH_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Appends the letters of a column, which count from 0: `A`, `Z`, `AA`.
fn push_column(out: &mut String, column: usize) {
    let mut letters = [0_u8; 8];
    let mut at = letters.len();
    let mut rest = column + 1;
    while rest > 0 && at > 0 {
        at -= 1;
        letters[at] = b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0);
        rest = (rest - 1) / 26;
    }
    out.extend(letters.iter().skip(at).map(|letter| char::from(*letter)));
}

/// Begins a cell of a sheet. `style` is a place in the list of formats, 0 the usual one.
pub(super) fn push_open(line: &mut String, column: usize, row: u32, style: u32, kind: &str) {
    line.push_str("<c r=\"");
    push_column(line, column);
    let _ = write!(line, "{row}\"");
    if style > 0 {
        let _ = write!(line, " s=\"{style}\"");
    }
    if !kind.is_empty() {
        let _ = write!(line, " t=\"{kind}\"");
    }
    line.push('>');
}

/// Appends a cell of a number.
pub(super) fn push_value(line: &mut String, column: usize, row: u32, style: u32, value: &str) {
    push_open(line, column, row, style, "");
    let _ = write!(line, "<v>{value}</v></c>");
}

/// Appends a cell of a text.
pub(super) fn push_inline(line: &mut String, column: usize, row: u32, style: u32, text: &str) {
    push_open(line, column, row, style, "inlineStr");
    line.push_str("<is><t xml:space=\"preserve\">");
    push_text(line, text);
    line.push_str("</t></is></c>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            let mut name = String::new();
            push_column(&mut name, column);
            assert_eq!(name, expected);
        }
    }

    #[test]
    fn texts_keep_what_xml_has_no_place_for() {
        for (text, expected) in [
            ("a<b>&\"c\"", "a&lt;b&gt;&amp;\"c\""),
            ("x\r\ny\tz", "x_x000D_\ny\tz"),
            ("\0\u{ffff}", "_x0000__xFFFF_"),
            ("_x0041_ and _x41_", "_x005F_x0041_ and _x41_"),
            ("_xü12_", "_xü12_"),
        ] {
            let mut out = String::new();
            push_text(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
