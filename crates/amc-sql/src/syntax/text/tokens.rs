//! Tokens as AMC SQL has them, which differ from the tokenizer's.

use datafusion::sql::sqlparser::tokenizer::{Span, Token, TokenWithSpan};

/// Blanks and comments; also the characters without width that editors and web pages leave between words.
pub(super) fn is_blank(token: &Token) -> bool {
    match token {
        Token::Whitespace(_) => true,
        Token::Char(c) => matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'),
        _ => false,
    }
}

/// A lone carriage return ends a line for editors; as a line feed it does for the tokenizer too.
pub(super) fn one_kind_of_line_end(sql: &str) -> String {
    let mut chars = sql.chars().peekable();
    let mut out = String::with_capacity(sql.len());
    while let Some(c) = chars.next() {
        out.push(match c {
            '\r' if chars.peek() == Some(&'\n') => ' ',
            '\r' => '\n',
            other => other,
        });
    }
    out
}

/// The name in `{{name}}`.
fn in_braces(text: &str) -> Option<&str> {
    let name = text.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    (!name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

/// `{{name}}`, also in quotes, and `@name` become one token each.
pub(super) fn join_placeholders(tokens: &mut Vec<TokenWithSpan>) {
    let mut out = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while index < tokens.len() {
        let kinds: Vec<&Token> = tokens[index..].iter().take(5).map(|token| &token.token).collect();
        let (name, used) = match kinds.as_slice() {
            [Token::LBrace, Token::LBrace, Token::Word(word), Token::RBrace, Token::RBrace] => (word.value.clone(), 5),
            [Token::AtSign, Token::Word(word), ..] => (word.value.clone(), 2),
            [Token::SingleQuotedString(text), ..] if in_braces(text).is_some() => {
                (in_braces(text).unwrap_or_default().to_owned(), 1)
            }
            _ => {
                out.push(tokens[index].clone());
                index += 1;
                continue;
            }
        };
        let span = Span::new(tokens[index].span.start, tokens[index + used - 1].span.end);
        out.push(TokenWithSpan::new(Token::Placeholder(format!("@{name}")), span));
        index += used;
    }
    *tokens = out;
}

/// For each parenthesis or bracket, the index of the one that closes or opens it.
pub(super) fn partners(tokens: &[TokenWithSpan]) -> Vec<Option<usize>> {
    let mut partner = vec![None; tokens.len()];
    let mut open: Vec<(usize, Token)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match &token.token {
            Token::LParen => open.push((index, Token::RParen)),
            Token::LBracket => open.push((index, Token::RBracket)),
            close @ (Token::RParen | Token::RBracket) => {
                if open.last().is_some_and(|(_, wanted)| wanted == close)
                    && let Some((start, _)) = open.pop()
                {
                    partner[start] = Some(index);
                    partner[index] = Some(start);
                }
            }
            _ => {}
        }
    }
    partner
}
