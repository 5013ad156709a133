//! A ZIP archive written front to back, an entry after the other (PKWARE APPNOTE 6.3.9, without ZIP64). Sizes are put into an
//! entry's head once they are known.

use std::io::{self, Seek as _, SeekFrom, Write as _};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::Out;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0 of the format: deflate.
const VERSION: u16 = 20;
const DEFLATE: u16 = 8;
/// 1 January 1980: an archive of the same rows is the same bytes.
const DAY: u16 = 0x21;
/// Bytes of a head before the checksum.
const TO_CHECKSUM: u64 = 14;
/// Packed bytes that are gathered before they are written.
const GATHERED: usize = 64 * 1024;

struct Entry {
    name: String,
    at: u64,
    checksum: u32,
    packed: u64,
    plain: u64,
}

struct Open {
    entry: Entry,
    crc: Crc,
    deflate: DeflateEncoder<Vec<u8>>,
}

/// An archive in the making.
#[derive(Default)]
pub(crate) struct Zip {
    entries: Vec<Entry>,
    open: Option<Open>,
    at: u64,
}

impl Zip {
    /// Begins the entry `name`, of ASCII; the one before it ends.
    pub(crate) fn start(&mut self, out: &mut Out, name: &str) -> io::Result<()> {
        self.finish(out)?;
        let entry = Entry { name: name.to_owned(), at: self.at, checksum: 0, packed: 0, plain: 0 };
        let mut head = Vec::new();
        head.extend(LOCAL.to_le_bytes());
        head.extend(description(&entry)?);
        head.extend(name.as_bytes());
        self.at += head.len() as u64;
        out.write_all(&head)?;
        let deflate = DeflateEncoder::new(Vec::with_capacity(GATHERED * 2), Compression::fast());
        self.open = Some(Open { entry, crc: Crc::new(), deflate });
        Ok(())
    }

    /// Adds to the entry that is open.
    pub(crate) fn write(&mut self, out: &mut Out, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Err(io::Error::other("no entry is open")) };
        open.crc.update(bytes);
        open.entry.plain += bytes.len() as u64;
        open.deflate.write_all(bytes)?;
        if open.deflate.get_ref().len() >= GATHERED {
            let packed = open.deflate.get_mut();
            out.write_all(packed)?;
            open.entry.packed += packed.len() as u64;
            self.at += packed.len() as u64;
            packed.clear();
        }
        Ok(())
    }

    /// Bytes of the entry that is open, before packing.
    pub(super) fn plain(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.entry.plain)
    }

    fn finish(&mut self, out: &mut Out) -> io::Result<()> {
        let Some(Open { mut entry, crc, deflate }) = self.open.take() else { return Ok(()) };
        let rest = deflate.finish()?;
        out.write_all(&rest)?;
        entry.packed += rest.len() as u64;
        self.at += rest.len() as u64;
        entry.checksum = crc.sum();
        out.seek(SeekFrom::Start(entry.at + TO_CHECKSUM))?;
        let known = [entry.checksum, short(entry.packed)?, short(entry.plain)?];
        out.write_all(&known.map(u32::to_le_bytes).concat())?;
        out.seek(SeekFrom::Start(self.at))?;
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the list of entries, which ends the archive.
    pub(crate) fn end(&mut self, out: &mut Out) -> io::Result<()> {
        self.finish(out)?;
        let begin = self.at;
        let mut list = Vec::new();
        for entry in &self.entries {
            list.extend(CENTRAL.to_le_bytes());
            list.extend(VERSION.to_le_bytes());
            list.extend(description(entry)?);
            // Comment, disk, attributes: none.
            list.extend([0_u8; 10]);
            list.extend(short(entry.at)?.to_le_bytes());
            list.extend(entry.name.as_bytes());
        }
        let count = u16::try_from(self.entries.len()).map_err(too_large)?.to_le_bytes();
        let size = short(list.len() as u64)?.to_le_bytes();
        list.extend(END.to_le_bytes());
        list.extend([0_u8; 4]);
        list.extend(count);
        list.extend(count);
        list.extend(size);
        list.extend(short(begin)?.to_le_bytes());
        list.extend([0_u8; 2]);
        self.at += list.len() as u64;
        out.write_all(&list)
    }
}

/// What both the head of an entry and the list say of it.
fn description(entry: &Entry) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(26);
    for half in [VERSION, 0, DEFLATE, 0, DAY] {
        bytes.extend(half.to_le_bytes());
    }
    for whole in [entry.checksum, short(entry.packed)?, short(entry.plain)?] {
        bytes.extend(whole.to_le_bytes());
    }
    bytes.extend(u16::try_from(entry.name.len()).map_err(too_large)?.to_le_bytes());
    bytes.extend([0_u8; 2]);
    Ok(bytes)
}

fn short(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(too_large)
}

fn too_large(_: std::num::TryFromIntError) -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}
