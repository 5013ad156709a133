//! Hashes and encodings.

use std::{fmt::Write, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BinaryBuilder, Int64Array},
        compute::cast,
        datatypes::DataType,
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::{Result, exec_err},
};

use super::udf::{at, no_answer, rows, text_arg, text_rows};
use crate::diagnostic::text_words;

/// FNV-1a over the values' text. Amazon does not say which hash it uses, so only equality means something.
pub(super) fn hash64(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let options = FormatOptions::default();
    let columns =
        args.iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options)).collect::<Result<Vec<_>, _>>()?;
    let hashes = (0..rows(args)).map(|row| {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for (column, values) in columns.iter().zip(args) {
            let text = column.value(row).to_string();
            let mark = [u8::from(values.is_null(row)), 0x1f];
            for byte in text.bytes().chain(mark) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        hash.cast_signed()
    });
    Ok(Arc::new(hashes.collect::<Int64Array>()))
}

pub(super) fn sha1(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let values = text_arg(args, 0)?;
    text_rows(rows(args), |row| Ok(at(&values, row).map(|value| hex(&sha1_digest(value.as_bytes())))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// RFC 3174. The engine has no SHA-1, and this is no security boundary.
fn sha1_digest(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64).wrapping_mul(8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words = [0u32; 80];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
        }
        for t in 16..80 {
            words[t] = (words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (t, word) in words.iter().enumerate() {
            let (f, k) = match t {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(value);
        }
    }
    let mut out = [0; 20];
    for (bytes, word) in out.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    out
}

fn encoding(args: &[ArrayRef], row: usize) -> Result<String> {
    if args.len() < 2 {
        return Ok("hex".to_owned());
    }
    let names = text_arg(args, 1)?;
    Ok(at(&names, row).unwrap_or("hex").to_ascii_lowercase())
}

/// Standard base64 alphabet, RFC 4648 §4.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn from_varbinary(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let bytes = cast(column, &DataType::Binary)?;
    let bytes = bytes.as_binary::<i32>();
    text_rows(rows(args), |row| {
        if bytes.is_null(row) {
            return Ok(None);
        }
        let value = bytes.value(row);
        Ok(Some(match encoding(args, row)?.as_str() {
            "hex" => hex(value),
            "base64" => value
                .chunks(3)
                .flat_map(|chunk| {
                    let bits = (0..3).fold(0usize, |sum, at| (sum << 8) | usize::from(*chunk.get(at).unwrap_or(&0)));
                    (0..4).map(
                        move |at| {
                            if at <= chunk.len() { char::from(ALPHABET[(bits >> (18 - 6 * at)) & 63]) } else { '=' }
                        },
                    )
                })
                .collect(),
            _ => String::from_utf8_lossy(value).into_owned(),
        }))
    })
}

pub(super) fn to_varbinary(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let values = text_arg(args, 0)?;
    let mut out = BinaryBuilder::new();
    for row in 0..rows(args) {
        let Some(value) = at(&values, row) else {
            out.append_null();
            continue;
        };
        let name = encoding(args, row)?;
        let bytes = match name.as_str() {
            "hex" => from_hex(value),
            "base64" => from_base64(value),
            _ => Some(value.as_bytes().to_vec()),
        };
        out.append_value(bytes.ok_or_else(|| no_answer(format!("{} is not {name}", text_words(value))))?);
    }
    Ok(Arc::new(out.finish()))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|c| c.to_digit(16)).collect::<Option<Vec<_>>>()?;
    if digits.len() % 2 != 0 {
        return None;
    }
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut have) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        bits = (bits << 6) | u32::try_from(digit).ok()?;
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push(u8::try_from((bits >> have) & 0xff).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha1_gives_the_published_digests() {
        assert_eq!(hex(&sha1_digest(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&sha1_digest(b"")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }

    #[test]
    fn base64_is_read_back() {
        assert_eq!(from_base64("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(from_base64("aGV*"), None);
        assert_eq!(from_hex("48656c"), Some(b"Hel".to_vec()));
    }
}
