//! How deep a statement is nested, told from its tokens: what reads it afterwards calls itself for every level and cannot turn back.

use datafusion::sql::sqlparser::{keywords::Keyword, tokenizer::Token};

use super::text::Text;
use crate::diagnostic::{Diagnostic, Severity};

/// Longest text that is read, in bytes. Ours: Amazon publishes none.
pub(crate) const LONGEST: usize = 1 << 20;
/// Deepest nesting that is read: of parentheses, of CASE, and of operators, each of which holds what stands before it. Ours, and far beyond what
/// people write.
pub(crate) const DEEPEST: usize = 250;
/// Most conditions that AND and OR may join. They are laid side by side once they are read, so that they may be more.
const LONGEST_CHAIN: usize = 10_000;
/// Tables that one FROM may name; every one holds the join of those before it.
const MOST_TABLES: usize = 250;
/// In how many ways the parser may try to read parentheses in FROM.
const MOST_READINGS: usize = 64;

/// What ends a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Text,
    Parenthesis,
    Case,
}

/// What is open at a place: the text, a parenthesis or a CASE.
#[derive(Debug)]
struct Level {
    end: End,
    /// Operators since the last comma or clause.
    operators: usize,
    /// The deepest that is closed since then.
    inside: usize,
    /// The deepest before that.
    before: usize,
    /// UNION and its kin.
    unions: usize,
    /// AND and OR, here and in the longest chain inside.
    chain: usize,
    chain_inside: usize,
    /// BETWEEN whose AND has not come.
    betweens: usize,
    /// Whether FROM came last of all clauses, and how many tables it names.
    from: bool,
    tables: usize,
    /// In how many ways what stands here may be read.
    readings: usize,
}

impl Level {
    fn new(end: End, readings: usize) -> Self {
        Self {
            end,
            operators: 0,
            inside: 0,
            before: 0,
            unions: 0,
            chain: 0,
            chain_inside: 0,
            betweens: 0,
            from: false,
            tables: 0,
            readings,
        }
    }

    /// A comma or a clause: what follows stands beside what came before.
    fn next(&mut self) {
        self.before = self.before.max(self.operators + self.inside);
        (self.operators, self.inside, self.betweens) = (0, 0, 0);
    }

    fn height(&self) -> usize {
        1 + self.unions + self.before.max(self.operators + self.inside)
    }
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    Nesting,
    Chain,
    Tables,
    Readings,
}

/// The finding for the token with which a text becomes too deep to be read; `None` if it never does.
pub(super) fn too_deep(text: &Text) -> Option<Diagnostic> {
    let mut scan = Scan { text, levels: vec![Level::new(End::Text, 1)], open: 0 };
    (0..text.tokens.len()).find_map(|index| scan.read(index).map(|excess| finding(text, index, excess)))
}

/// The finding for a text that is too long.
pub(super) fn too_long(text: &Text) -> Diagnostic {
    let message = "This text is longer than 1 MiB, the most that is read.";
    let mut found = text.place(0).diagnostic(Severity::Error, "too_long", message);
    found.help = Some("Shorten it. A long list of values can go into a parameter.".to_owned());
    found
}

fn finding(text: &Text, index: usize, excess: Excess) -> Diagnostic {
    let (message, help) = match excess {
        Excess::Nesting => (
            format!("Parentheses, CASE and operators are nested more than {DEEPEST} deep here."),
            "Give inner parts a name in a WITH clause.",
        ),
        Excess::Chain => (
            format!("AND and OR join more than {LONGEST_CHAIN} conditions here."),
            "Compare with a list of values: write IN (…) or join a list from a WITH clause.",
        ),
        Excess::Tables => {
            (format!("This FROM names more than {MOST_TABLES} tables."), "Join some of them in a WITH clause.")
        }
        Excess::Readings => (
            "The parentheses in this FROM can be read in too many ways.".to_owned(),
            "Remove those that are not needed, or give inner parts a name in a WITH clause.",
        ),
    };
    let mut found = text.place(index).diagnostic(Severity::Error, "nested_too_deep", message);
    found.help = Some(help.to_owned());
    found
}

struct Scan<'t> {
    text: &'t Text,
    levels: Vec<Level>,
    /// Levels and operators on the way from the whole text to the place.
    open: usize,
}

impl Scan<'_> {
    fn top(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    fn read(&mut self, index: usize) -> Option<Excess> {
        match &self.text.tokens[index].token {
            Token::LParen | Token::LBracket | Token::LBrace => self.open(index, End::Parenthesis),
            Token::RParen | Token::RBracket | Token::RBrace => self.close(End::Parenthesis),
            Token::Comma => {
                self.next();
                let from = self.levels.last().is_some_and(|top| top.from);
                if from { self.table() } else { None }
            }
            Token::SemiColon => {
                self.next();
                None
            }
            Token::Word(word) => self.word(index, word.keyword),
            Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::NationalStringLiteral(_)
            | Token::HexStringLiteral(_)
            | Token::Placeholder(_)
            | Token::EOF => None,
            _ => self.operator(),
        }
    }

    fn word(&mut self, index: usize, keyword: Keyword) -> Option<Excess> {
        match keyword {
            Keyword::NoKeyword => None,
            Keyword::CASE => self.open(index, End::Case),
            Keyword::END if self.levels.last().is_some_and(|top| top.end == End::Case) => self.close(End::Case),
            Keyword::BETWEEN => {
                if let Some(top) = self.top() {
                    top.betweens += 1;
                }
                self.operator()
            }
            Keyword::AND if self.levels.last().is_some_and(|top| top.betweens > 0) => {
                if let Some(top) = self.top() {
                    top.betweens -= 1;
                }
                None
            }
            Keyword::AND | Keyword::OR => {
                self.next();
                let top = self.top()?;
                top.chain += 1;
                (top.chain + top.chain_inside > LONGEST_CHAIN).then_some(Excess::Chain)
            }
            Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT | Keyword::MINUS => {
                self.next();
                let top = self.top()?;
                top.unions += 1;
                (top.from, top.tables) = (false, 0);
                (top.height() > DEEPEST).then_some(Excess::Nesting)
            }
            // IS DISTINCT FROM is an operator.
            Keyword::FROM if index > 0 && self.text.keyword(index - 1) == Keyword::DISTINCT => self.operator(),
            Keyword::FROM => {
                self.next();
                let top = self.top()?;
                (top.from, top.tables) = (true, 1);
                None
            }
            Keyword::JOIN => {
                self.next();
                self.table()
            }
            Keyword::ON | Keyword::USING | Keyword::WHEN | Keyword::THEN | Keyword::ELSE | Keyword::BY => {
                self.next();
                None
            }
            Keyword::SELECT
            | Keyword::WHERE
            | Keyword::GROUP
            | Keyword::HAVING
            | Keyword::ORDER
            | Keyword::WINDOW
            | Keyword::VALUES
            | Keyword::LIMIT
            | Keyword::OFFSET
            | Keyword::FETCH => {
                self.next();
                self.top()?.from = false;
                None
            }
            // Words that hold an operand, before them or behind them.
            Keyword::ARRAY
            | Keyword::AT
            | Keyword::COLLATE
            | Keyword::DIV
            | Keyword::ILIKE
            | Keyword::IN
            | Keyword::INTERVAL
            | Keyword::IS
            | Keyword::LIKE
            | Keyword::MAP
            | Keyword::MATCH
            | Keyword::MEMBER
            | Keyword::NOT
            | Keyword::NOTNULL
            | Keyword::OPERATOR
            | Keyword::OVERLAPS
            | Keyword::REGEXP
            | Keyword::RLIKE
            | Keyword::SIMILAR
            | Keyword::STRUCT
            | Keyword::XOR => self.operator(),
            _ => None,
        }
    }

    fn open(&mut self, index: usize, end: End) -> Option<Excess> {
        let readings = self.levels.last().map_or(1, |top| top.readings);
        let readings = if end == End::Case { readings } else { readings.saturating_mul(self.ways(index)) };
        self.levels.push(Level::new(end, readings));
        self.open += 1;
        if readings > MOST_READINGS {
            return Some(Excess::Readings);
        }
        (self.open > DEEPEST).then_some(Excess::Nesting)
    }

    /// In how many ways the parser tries to read the parentheses that open here: those in FROM may hold a join or a query, and it tries the one
    /// before the other, for each of several that stand together.
    fn ways(&self, index: usize) -> usize {
        let in_from = index.checked_sub(1).is_some_and(|before| {
            matches!(self.text.keyword(before), Keyword::FROM | Keyword::JOIN) || self.text.is(before, &Token::Comma)
        });
        if !in_from {
            return 1;
        }
        let together = (index..).take_while(|at| self.text.is(*at, &Token::LParen)).count();
        let query = matches!(self.text.keyword(index + together), Keyword::SELECT | Keyword::WITH | Keyword::VALUES);
        if query { together.max(1) } else { 1 }
    }

    /// A closing sign that fits nothing changes nothing: the parser stops there.
    fn close(&mut self, end: End) -> Option<Excess> {
        // A CASE that is not closed ends with the parenthesis around it.
        while end == End::Parenthesis && self.levels.last().is_some_and(|top| top.end == End::Case) {
            if let Some(excess) = self.pop() {
                return Some(excess);
            }
        }
        if self.levels.last().is_some_and(|top| top.end == end) { self.pop() } else { None }
    }

    fn pop(&mut self) -> Option<Excess> {
        let closed = self.levels.pop()?;
        self.open = self.open.saturating_sub(1 + closed.operators);
        let (height, chain) = (closed.height(), closed.chain + closed.chain_inside);
        let top = self.top()?;
        top.inside = top.inside.max(height);
        top.chain_inside = top.chain_inside.max(chain);
        if top.chain + top.chain_inside > LONGEST_CHAIN {
            return Some(Excess::Chain);
        }
        (top.operators + top.inside > DEEPEST).then_some(Excess::Nesting)
    }

    fn operator(&mut self) -> Option<Excess> {
        self.open += 1;
        let open = self.open;
        let top = self.top()?;
        top.operators += 1;
        (open > DEEPEST || top.operators + top.inside > DEEPEST).then_some(Excess::Nesting)
    }

    fn table(&mut self) -> Option<Excess> {
        let top = self.top()?;
        top.tables += 1;
        (top.tables > MOST_TABLES).then_some(Excess::Tables)
    }

    fn next(&mut self) {
        if let Some(top) = self.levels.last_mut() {
            self.open = self.open.saturating_sub(top.operators);
            top.next();
        }
    }
}
