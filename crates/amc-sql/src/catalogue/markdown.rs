//! Splits a dataset file into blocks with their lines. Reads only the part of Markdown that the dataset uses and refuses
//! the rest, since a line that is silently skipped would be a fact that is silently lost.

use super::DatasetError;

/// A file in blocks.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Keys of the front matter.
    pub(super) keys: Vec<Key>,
    /// Line of the closing `---`, to which a missing key is pinned.
    pub(super) keys_end: usize,
    /// Text of the `#` heading.
    pub(super) title: Option<Text>,
    /// Paragraphs before the first section.
    pub(super) lead: Vec<Text>,
    /// `##` sections.
    pub(super) sections: Vec<Section>,
}

/// `key: value` of the front matter.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value: String,
}

/// A text and where it starts.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) line: usize,
    pub(super) text: String,
}

/// A `##` heading and what follows.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) blocks: Vec<Block>,
}

/// What a section is made of.
#[derive(Debug)]
pub(super) enum Block {
    /// Lines of prose, joined by spaces.
    Paragraph(Text),
    /// `- …`, continuation lines joined.
    Item(Text),
    /// `### …`.
    Heading(Text),
    /// One line of a table.
    Row { line: usize, cells: Vec<String> },
    /// A fenced block; `line` is that of the opening fence.
    Code { line: usize, language: String, text: String },
}

/// Collects the errors of one file.
pub(super) struct Faults<'a> {
    pub(super) file: &'a str,
    pub(super) errors: &'a mut Vec<DatasetError>,
}

impl Faults<'_> {
    pub(super) fn add(&mut self, line: usize, message: impl Into<String>) {
        self.errors.push(DatasetError { file: self.file.to_owned(), line, message: message.into() });
    }
}

/// Splits `text`; faults of form go to `faults`, and what can still be read is returned.
pub(super) fn split(text: &str, faults: &mut Faults<'_>) -> Document {
    let mut document = Document::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end())).peekable();

    if lines.next_if(|&(_, line)| line == "---").is_some() {
        front_matter(&mut lines, &mut document, faults);
    } else {
        faults.add(1, "the file must start with `---` and its keys");
        document.keys_end = 1;
    }

    let mut joinable = false;
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = fenced(number, language, &mut lines, faults);
            place(&mut document, code, faults);
            joinable = false;
        } else if line.is_empty() {
            joinable = false;
        } else if let Some((level, heading)) = heading(line) {
            let text = Text { line: number, text: heading.to_owned() };
            match level {
                1 if document.title.is_some() => faults.add(number, "a second `#` heading; a file describes one table"),
                1 => document.title = Some(text),
                2 => document.sections.push(Section { line: number, name: text.text, blocks: Vec::new() }),
                3 => place(&mut document, Block::Heading(text), faults),
                _ => faults.add(number, "headings go down to `###` only"),
            }
            joinable = false;
        } else if line.starts_with('|') {
            match cells(line) {
                Some(cells) => place(&mut document, Block::Row { line: number, cells }, faults),
                None => faults.add(number, "a table row must end with `|`"),
            }
            joinable = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            let text = Text { line: number, text: item.trim().to_owned() };
            place(&mut document, Block::Item(text), faults);
            joinable = true;
        } else if joinable && let Some(last) = last_text(&mut document) {
            last.push(' ');
            last.push_str(line.trim());
        } else {
            let text = Text { line: number, text: line.trim().to_owned() };
            place(&mut document, Block::Paragraph(text), faults);
            joinable = true;
        }
    }
    document
}

type Lines<'t, I> = std::iter::Peekable<I>;

fn front_matter<'t, I>(lines: &mut Lines<'t, I>, document: &mut Document, faults: &mut Faults<'_>)
where
    I: Iterator<Item = (usize, &'t str)>,
{
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        if line == "---" {
            document.keys_end = number;
            return;
        }
        if line.is_empty() {
            continue;
        }
        match line.split_once(':') {
            Some((name, value)) => {
                document.keys.push(Key { line: number, name: name.trim().to_owned(), value: value.trim().to_owned() })
            }
            None => faults.add(number, "expected `key: value` or the closing `---`"),
        }
    }
    document.keys_end = last;
    faults.add(last, "the keys are not closed by `---`");
}

fn fenced<'t, I>(start: usize, language: &str, lines: &mut Lines<'t, I>, faults: &mut Faults<'_>) -> Block
where
    I: Iterator<Item = (usize, &'t str)>,
{
    let mut text = String::new();
    let mut closed = false;
    for (_, line) in lines {
        if line == "```" {
            closed = true;
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    if !closed {
        faults.add(start, "the code block is not closed by ```");
    }
    Block::Code { line: start, language: language.trim().to_owned(), text: text.trim_end().to_owned() }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    if level == 0 {
        return None;
    }
    line.get(level..)?.strip_prefix(' ').map(|text| (level, text.trim()))
}

/// The cells of a row, `\|` being a bar inside a cell; `None` if the last cell is not closed.
fn cells(line: &str) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut escaped = false;
    let mut closed = false;
    for character in line.strip_prefix('|')?.chars() {
        closed = false;
        match (escaped, character) {
            (true, '|') => cell.push('|'),
            (true, other) => {
                cell.push('\\');
                cell.push(other);
            }
            (false, '\\') => {}
            (false, '|') => {
                cells.push(std::mem::take(&mut cell).trim().to_owned());
                closed = true;
            }
            (false, other) => cell.push(other),
        }
        escaped = !escaped && character == '\\';
    }
    closed.then_some(cells)
}

fn place(document: &mut Document, block: Block, faults: &mut Faults<'_>) {
    match (document.sections.last_mut(), block) {
        (Some(section), block) => section.blocks.push(block),
        (None, Block::Paragraph(text)) => document.lead.push(text),
        (None, Block::Item(Text { line, .. }) | Block::Heading(Text { line, .. }))
        | (None, Block::Row { line, .. } | Block::Code { line, .. }) => {
            faults.add(line, "only prose may stand before the first `##` section");
        }
    }
}

fn last_text(document: &mut Document) -> Option<&mut String> {
    let Some(section) = document.sections.last_mut() else {
        return document.lead.last_mut().map(|text| &mut text.text);
    };
    match section.blocks.last_mut()? {
        Block::Paragraph(text) | Block::Item(text) => Some(&mut text.text),
        _ => None,
    }
}
