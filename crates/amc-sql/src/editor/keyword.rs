//! The words that give a statement its shape.

macro_rules! keywords {
    ($($variant:ident = $word:literal),+ $(,)?) => {
        /// A keyword, or none.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kw { None, $($variant),+ }

        impl Kw {
            /// The keyword that a word is, whatever its case.
            pub(super) fn of(word: &str) -> Self {
                let mut upper = [0_u8; 12];
                let Some(upper) = upper.get_mut(..word.len()) else { return Self::None };
                upper.copy_from_slice(word.as_bytes());
                upper.make_ascii_uppercase();
                match std::str::from_utf8(upper) {
                    $(Ok($word) => Self::$variant,)+
                    _ => Self::None,
                }
            }
        }
    };
}

keywords! {
    All = "ALL", And = "AND", As = "AS", Asc = "ASC", Between = "BETWEEN", By = "BY", Case = "CASE", Cross = "CROSS",
    Desc = "DESC", Distinct = "DISTINCT", Else = "ELSE", End = "END", Escape = "ESCAPE", Except = "EXCEPT",
    Exists = "EXISTS", False = "FALSE", From = "FROM", Full = "FULL", Group = "GROUP", Having = "HAVING", In = "IN",
    Inner = "INNER", Intersect = "INTERSECT", Interval = "INTERVAL", Is = "IS", Join = "JOIN", Lateral = "LATERAL",
    Left = "LEFT", Like = "LIKE", Limit = "LIMIT", Natural = "NATURAL", Not = "NOT", Null = "NULL", On = "ON", Or = "OR",
    Order = "ORDER", Outer = "OUTER", Over = "OVER", Partition = "PARTITION", Range = "RANGE", Recursive = "RECURSIVE",
    Right = "RIGHT", Rows = "ROWS", Select = "SELECT", Similar = "SIMILAR", Table = "TABLE", Then = "THEN", To = "TO",
    True = "TRUE", Union = "UNION", Using = "USING", Values = "VALUES", When = "WHEN", Where = "WHERE",
    Window = "WINDOW", With = "WITH",
}

impl Kw {
    /// Whether it ends an expression, so that no operand may follow.
    pub(super) fn is_value(self) -> bool {
        matches!(self, Self::None | Self::End | Self::False | Self::Null | Self::True)
    }
}
