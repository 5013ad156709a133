//! Why the local engine could not run a statement, in words for people: its own speak of plans, physical expressions and backtraces.

use std::borrow::Cow;

use datafusion::{arrow::error::ArrowError, error::DataFusionError};

use crate::functions::NoAnswer;

/// The reason, as the end of a sentence.
pub(super) fn reason(error: &DataFusionError) -> Cow<'static, str> {
    if let DataFusionError::External(ours) = error.find_root()
        && let Some(NoAnswer(why)) = ours.downcast_ref()
    {
        return Cow::Owned(why.clone());
    }
    Cow::Borrowed(foreign(error.find_root()))
}

fn foreign(error: &DataFusionError) -> &'static str {
    match error {
        DataFusionError::ArrowError(arrow, _) => values(arrow),
        DataFusionError::ResourcesExhausted(_) => {
            "it needs more memory than there is, so that a shorter window may help"
        }
        DataFusionError::IoError(_) | DataFusionError::ParquetError(_) => "the local rows cannot be read",
        DataFusionError::Execution(words) => from_words(words).unwrap_or("a value does not fit what is done with it"),
        DataFusionError::NotImplemented(words) | DataFusionError::Plan(words) | DataFusionError::Internal(words) => {
            from_words(words).unwrap_or("it has no way to do what is asked here")
        }
        _ => "it has no way to do what is asked here",
    }
}

fn values(error: &ArrowError) -> &'static str {
    match error {
        ArrowError::CastError(_) | ArrowError::ParseError(_) => {
            "a value cannot be converted to the type that is wanted"
        }
        ArrowError::ArithmeticOverflow(_) => "a number becomes too large",
        ArrowError::DivideByZero => "a number is divided by zero",
        ArrowError::MemoryError(_) => "it needs more memory than there is, so that a shorter window may help",
        ArrowError::IoError(..) | ArrowError::ParquetError(_) => "the local rows cannot be read",
        ArrowError::ComputeError(words) => from_words(words).unwrap_or("a value does not fit what is done with it"),
        _ => "a value does not fit what is done with it",
    }
}

/// What the engine's own words tell, where its kinds of errors do not.
fn from_words(words: &str) -> Option<&'static str> {
    let any = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if any(&["more than one row"]) {
        Some("a subquery that stands for one value gives several")
    } else if any(&["OuterReference", "outer_ref", "ScalarSubquery", "InSubquery", "Exists", "correlated"]) {
        Some("a subquery uses columns of the query around it in a way that it does not know")
    } else if any(&["verflow", "out of range"]) {
        Some("a number becomes too large")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_engine_reaches_people() {
        for error in [
            DataFusionError::Plan("Error during planning: No function matches [Utf8]".to_owned()),
            DataFusionError::Internal("Physical expr Column { name: \"a\" }".to_owned()),
            DataFusionError::ArrowError(Box::new(ArrowError::CastError("Cannot cast Utf8View".to_owned())), None),
            DataFusionError::Execution("Scalar subquery returned more than one row".to_owned()),
            DataFusionError::Context("type_coercion".to_owned(), Box::new(DataFusionError::Plan(String::new()))),
        ] {
            let words = crate::RunError::from(error).to_string();
            assert!(
                words.starts_with("The local engine cannot run this statement: ") && words.ends_with('.'),
                "{words}"
            );
            for foreign in ["Error", "plan", "Utf8", "Column", "type_coercion", "Scalar"] {
                assert!(!words.contains(foreign), "{words}");
            }
        }
    }

    #[test]
    fn our_own_functions_say_what_is_wrong() {
        let ours = DataFusionError::External(Box::new(NoAnswer("'Mars' is no time zone".to_owned())));
        let words = crate::RunError::from(ours).to_string();
        assert_eq!(words, "The local engine cannot run this statement: 'Mars' is no time zone.");
    }

    #[test]
    fn the_reasons_that_people_can_act_on_are_told_apart() {
        let several = DataFusionError::Execution("Scalar subquery returned more than one row".to_owned());
        assert_eq!(reason(&several), "a subquery that stands for one value gives several");
        let large = DataFusionError::ArrowError(Box::new(ArrowError::ArithmeticOverflow(String::new())), None);
        assert_eq!(reason(&large), "a number becomes too large");
        let memory = DataFusionError::ResourcesExhausted(String::new());
        assert!(reason(&memory).contains("memory"));
    }
}
