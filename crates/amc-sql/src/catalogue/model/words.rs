//! What is said of tables and fields with one word out of a few.

use std::{fmt, str::FromStr};

use serde::Serialize;

/// A word that is no type, class, kind or status. Holds the word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word `{0}`")]
pub struct UnknownWord(pub String);

/// Declares an enum whose variants have one spelling each, in the dataset and in answers.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The spelling in the dataset and in answers.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Every spelling, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            /// Reads the exact spelling.
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(UnknownWord(other.to_owned())),
                }
            }
        }
    };
}

words! {
    /// What a field is for.
    FieldKind {
        /// Describes; group or filter by it.
        Dimension = "Dimension",
        /// Counts or measures; add it up.
        Metric = "Metric",
    }
}

words! {
    /// Privacy class of a field, after Amazon's aggregation thresholds, mildest first.
    Threshold {
        /// No floor.
        None = "NONE",
        /// Two users a row.
        Low = "LOW",
        /// A hundred users a row.
        Medium = "MEDIUM",
        /// A hundred users a row, and no comparison with a literal or parameter.
        High = "HIGH",
        /// Never in the final output, and no comparison with a literal or parameter.
        VeryHigh = "VERY_HIGH",
        /// Never in the final output.
        Internal = "INTERNAL",
    }
}

impl Threshold {
    /// Distinct users an output row needs for values of this class to be shown; `None` if they never are.
    pub fn users_needed(self) -> Option<u32> {
        match self {
            Self::None => Some(1),
            Self::Low => Some(2),
            Self::Medium | Self::High => Some(100),
            Self::VeryHigh | Self::Internal => None,
        }
    }

    /// Whether a value of this class may be compared with a literal or a parameter.
    pub fn comparable_with_literal(self) -> bool {
        !matches!(self, Self::High | Self::VeryHigh)
    }
}

words! {
    /// Whether Amazon still fills a table.
    TableStatus {
        /// Filled.
        Active = "active",
        /// Announced or named somewhere, but its fields are not public.
        Stub = "stub",
        /// No longer filled; old queries may still name it.
        Retired = "retired",
    }
}

words! {
    /// What rows are.
    TableShape {
        /// Events, each with a time.
        Fact = "fact",
        /// Properties of users, segments or things, valid now.
        Dimension = "dimension",
    }
}

words! {
    /// How sure it is that an instance has a field.
    Standing {
        /// In Amazon's documentation of the table.
        Documented = "documented",
        /// Seen in older or other captures only; an instance may refuse it.
        Unconfirmed = "unconfirmed",
        /// Reported by the instance itself.
        Instance = "instance",
    }
}

words! {
    /// Where knowledge of a table comes from.
    Origin {
        /// The dataset that ships with the program.
        Dataset = "dataset",
        /// The instance's own list only.
        Instance = "instance",
    }
}

words! {
    /// How two tables go together.
    RelationKind {
        /// Rows match on keys.
        Join = "join",
        /// Stack with UNION ALL; there is no common key.
        Union = "union",
        /// A tempting combination that gives wrong numbers.
        Avoid = "avoid",
    }
}
