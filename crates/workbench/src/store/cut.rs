//! A database file that was cut short, as far as sizes and the log tell.
//!
//! SQLite finds most of it by itself, but not all: it fills what is missing of a last page with zeros, which is a shorter text and
//! no damage to it, and with a log it takes the number of pages from there and reads pages that the file has lost as zeros.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::open::log_of;

/// SQLite locks bytes at this place and leaves their page unwritten (sqlite.org/fileformat2.html#the_lock_byte_page).
const LOCK_BYTES: u64 = 0x4000_0000;
/// A log's header and the one before each of its pages, in bytes (sqlite.org/walformat.html).
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Whether pages are missing that neither `file`, which is not empty, nor its log holds whole. `false` for a file that does not
/// begin as a database does, which SQLite refuses.
///
/// # Errors
/// From reading either file.
pub(super) fn is_cut_short(file: &Path) -> io::Result<bool> {
    let mut main = File::open(file)?;
    let size = main.metadata()?.len();
    let mut start = [0; 18];
    if !fill(&mut main, &mut start)? {
        return Ok(true);
    }
    // 1 stands for 65,536, which does not fit.
    let page = match u32::from(u16::from_be_bytes([start[16], start[17]])) {
        1 => 65_536,
        page => page,
    };
    if page < 512 || !page.is_power_of_two() {
        return Ok(false);
    }
    let page_size = u64::from(page);
    let log = Log::read(&log_of(file), page)?;
    let pages = if log.pages == 0 { size.div_ceil(page_size) } else { u64::from(log.pages) };
    let never_written = LOCK_BYTES / page_size + 1;
    let mut beyond = size / page_size + 1..=pages;
    Ok(beyond.any(|number| number != never_written && !u32::try_from(number).is_ok_and(|n| log.held.contains(&n))))
}

/// What SQLite would take from a log.
#[derive(Debug, Default)]
struct Log {
    /// Pages of the database after the last commit in the log; 0 without one.
    pages: u32,
    /// Numbers of the pages that are in it.
    held: HashSet<u32>,
}

impl Log {
    /// Reads as far as a recovery would: to the last commit before the first frame of another round or with a wrong sum.
    fn read(path: &Path, page: u32) -> io::Result<Self> {
        let mut log = match File::open(path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut header = [0; LOG_HEADER];
        let mut found = Self::default();
        if !fill(&mut log, &mut header)? || word(&header, 0) & !1 != 0x377f_0682 || word(&header, 8) != page {
            return Ok(found);
        }
        let mut sum = Sum { big_endian: word(&header, 0) & 1 == 1, ..Sum::default() };
        sum.add(&header[..24]);
        if !sum.is(&header[24..]) {
            return Ok(found);
        }
        let mut frame = vec![0; FRAME_HEADER + page as usize];
        let mut uncommitted = Vec::new();
        while fill(&mut log, &mut frame)? {
            sum.add(&frame[..8]);
            sum.add(&frame[FRAME_HEADER..]);
            if frame[8..16] != header[16..24] || !sum.is(&frame[16..24]) {
                break;
            }
            uncommitted.push(word(&frame, 0));
            let pages = word(&frame, 4);
            if pages > 0 {
                found.pages = pages;
                found.held.extend(uncommitted.drain(..));
            }
        }
        Ok(found)
    }
}

/// The running checksum of a log (sqlite.org/fileformat2.html#checksum_algorithm).
#[derive(Debug, Default)]
struct Sum {
    big_endian: bool,
    first: u32,
    second: u32,
}

impl Sum {
    /// Takes in whole pairs of words.
    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| {
                let bytes = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
                if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
            };
            let (left, right) = (word(0), word(4));
            self.first = self.first.wrapping_add(left).wrapping_add(self.second);
            self.second = self.second.wrapping_add(right).wrapping_add(self.first);
        }
    }

    fn is(&self, written: &[u8]) -> bool {
        (self.first, self.second) == (word(written, 0), word(written, 4))
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Fills `buffer`; `false` when the file ends before.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
