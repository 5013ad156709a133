//! What a spreadsheet of a result holds, read with nothing but the formats' own rules.

use std::collections::BTreeMap;
use std::io::Read as _;

use super::super::export::spreadsheet;
use super::*;

/// The entries of an archive by name; sizes and checksums have to be right.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    let half = |at: usize| usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()));
    let whole = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let end = bytes.len() - 22;
    assert_eq!(whole(end), 0x0605_4b50);
    let (count, size, mut at) = (half(end + 10), whole(end + 12), whole(end + 16));
    assert_eq!(at + size, end);
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(whole(at), 0x0201_4b50);
        let (crc, packed, plain, length) = (whole(at + 16), whole(at + 20), whole(at + 24), half(at + 28));
        let (local, name) = (whole(at + 42), std::str::from_utf8(&bytes[at + 46..at + 46 + length]).unwrap());
        assert_eq!(whole(local), 0x0403_4b50);
        assert_eq!([whole(local + 14), whole(local + 18), whole(local + 22)], [crc, packed, plain], "{name}");
        let from = local + 30 + length;
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&bytes[from..from + packed]).read_to_string(&mut text).unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(text.as_bytes());
        assert_eq!((text.len(), sum.sum() as usize), (plain, crc), "{name}");
        entries.insert(name.to_owned(), text);
        at += 46 + length;
    }
    entries
}

fn sheets(kept: &Kept, rows_a_sheet: u32) -> Vec<String> {
    let target = kept.folder.path().join("out.xlsx");
    let rows = i64::try_from(kept.imported.rows).unwrap();
    spreadsheet(&kept.path, rows, &target, rows_a_sheet).unwrap();
    let entries = unpacked(&std::fs::read(&target).unwrap());
    for part in ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    {
        assert!(entries.contains_key(part), "{part}");
    }
    (1..).map_while(|number| entries.get(&format!("xl/worksheets/sheet{number}.xml")).cloned()).collect()
}

fn has(sheet: &str, cells: &[&str]) {
    for cell in cells {
        assert!(sheet.contains(cell), "{cell} in\n{sheet}");
    }
}

#[test]
fn numbers_days_and_texts_are_what_they_are() {
    let kept = kept(
        "n,spend,rate,day,at,ok,name\n\
         12,1234.5000,0.1,2026-02-01,2026-02-01T12:00:00Z,true,\"=1+1 <a> & b\"\n\
         -3,,1.5E300,1899-12-31,2026-02-01T00:00:00.250Z,false,007\n",
        &[
            ("n", "LONG"),
            ("spend", "DECIMAL(38,4)"),
            ("rate", "DOUBLE"),
            ("day", "DATE"),
            ("at", "TIMESTAMP"),
            ("ok", "BOOLEAN"),
            ("name", "STRING"),
        ],
    );
    let sheet = sheets(&kept, 100).remove(0);
    has(
        &sheet,
        &[
            r#"<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">n</t></is></c>"#,
            r#"<c r="A2"><v>12</v></c>"#,
            r#"<c r="B2"><v>1234.5000</v></c>"#,
            r#"<c r="C2"><v>0.1</v></c>"#,
            r#"<c r="C3"><v>1.5e300</v></c>"#,
            r#"<c r="D2" s="2"><v>46054</v></c>"#,
            r#"<c r="D3" t="inlineStr"><is><t xml:space="preserve">1899-12-31</t></is></c>"#,
            r#"<c r="E2" s="3"><v>46054.5</v></c>"#,
            r#"<c r="E3" s="4"><v>46054.00000289"#,
            r#"<c r="F2" t="b"><v>1</v></c>"#,
            r#"<c r="G2" t="inlineStr"><is><t xml:space="preserve">=1+1 &lt;a&gt; &amp; b</t></is></c>"#,
            r#"<c r="G3" t="inlineStr"><is><t xml:space="preserve">007</t></is></c>"#,
        ],
    );
    assert!(!sheet.contains("r=\"B3\""), "an empty cell is none");
    assert!(!sheet.contains("<f>"), "nothing is a formula");
}

#[test]
fn a_column_with_a_number_that_would_be_rounded_is_text_as_a_whole() {
    let text = "id,fine,seventeen\n9007199254740993,999999999999999,0.30000000000000004\n1,2,3\n";
    has(
        &sheets(&kept(text, &[]), 100).remove(0),
        &[
            r#"<c r="A2" t="inlineStr"><is><t xml:space="preserve">9007199254740993<"#,
            r#"<c r="A3" t="inlineStr"><is><t xml:space="preserve">1<"#,
            r#"<c r="B2"><v>999999999999999<"#,
            r#"<c r="C2"><v>0.30000000000000004<"#,
        ],
    );
    let long = kept("d\n12345678901234567890.123456789\n1.5\n", &[]);
    has(&sheets(&long, 100).remove(0), &["\"preserve\">12345678901234567890.123456789<", "\"preserve\">1.500000000<"]);
}

#[test]
fn further_sheets_begin_where_one_is_full_and_no_row_is_lost() {
    let sheets = sheets(&many(25), 10);
    let rows: Vec<usize> = sheets.iter().map(|sheet| sheet.matches("<row ").count()).collect();
    assert_eq!(rows, [10, 10, 8], "each with its own head");
    let numbers: Vec<i64> = sheets
        .iter()
        .flat_map(|sheet| sheet.split("<c r=\"A").skip(2))
        .map(|cell| cell.split("<v>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(numbers, (0..25).map(|row| row * 7919 % 25).collect::<Vec<i64>>());
}

#[test]
fn what_no_cell_holds_is_refused_and_no_file_is_written() {
    let long = kept(&format!("t\nx\n{}\n", "ü".repeat(32_768)), &[]);
    let target = long.folder.path().join("out.xlsx");
    let error = export(&long.path, 2, &target, ExportFormat::Xlsx, true, &Watch::default()).unwrap_err();
    assert_eq!(error.code, "result.cell_too_long");
    assert!(error.message.contains("t in row 2"), "{}", error.message);
    assert!(!target.exists());
    assert_eq!(sheets(&kept(&format!("t\n{}\n", "ü".repeat(32_767)), &[]), 10).len(), 1);
}
